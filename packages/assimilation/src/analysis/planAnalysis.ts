/**
 * The works of one analysis, in groups: those of a group do not depend on each other, a group begins when the one before is
 * done. Between the groups nothing is computed here that grows with Ne Nd, so that a coordinator's thread may lead it.
 */
import { assertFinite, createSharedMatrix, NumericsError, type Matrix } from '@enkit/numerics';
import { deviationsOf } from '../observations.ts';
import type { AnalysisInput, AnalysisOperator } from './analysisInput.ts';
import { blockCount, MEMBERS_A_BLOCK } from './blocks.ts';
import { checkAnalysisInput } from './checkInput.ts';
import { planStochastic } from './planStochastic.ts';
import { planTransform } from './planTransform.ts';
import { cheapestRoute, inDataSpace, MANY_PARAMETERS, type AnalysisSize } from './route.ts';
import { meansWork, type AnomalyWork, type DrawWork, type WhitenWork } from './residualWork.ts';
import type { AnalysisPlan, ScaledAnalysis } from './scaledAnalysis.ts';
import type { WorkingMemory } from './workingMemory.ts';

/** Normal draws and right sides in a block of the first works. */
const DRAWS = 4096;
const SIDES = 64;

/** Throws like prepareAnalysis. */
export function* planAnalysis(input: AnalysisInput): AnalysisPlan<AnalysisOperator> {
  checkAnalysisInput(input);
  const { rows: members, columns: observations } = input.predicted;
  const size = { members, observations, parameters: input.parameters ?? MANY_PARAMETERS };
  if (input.update === 'transform')
    return yield* planTransform(yield* planScaling(input, size, observations < members));
  const route = cheapestRoute(size);
  return yield* planStochastic(yield* planScaling(input, size, inDataSpace(route)), route);
}

function* planScaling(
  { memory = createSharedMatrix, ...input }: AnalysisInput,
  size: AnalysisSize,
  dataSpace: boolean,
): AnalysisPlan<ScaledAnalysis> {
  const { members, observations } = size;
  const factors = dataSpace ? memory(observations, members) : memory(members, observations);
  const innovation = memory(1, observations);
  const perturbations = input.update === 'stochastic' ? perturbationsOf(input, memory) : undefined;
  const means = meansWork(input.predicted, memory);
  yield perturbations?.drawn ? [drawWork(input, perturbations.z), means] : [means];
  const works = anomalyWork(input, means.means, factors, dataSpace, innovation, memory);
  const later = perturbations?.drawn ? meansWork(perturbations.z, memory) : undefined;
  yield later ? [works, later] : [works];
  const squares = yield* planWhitening(input, factors, dataSpace, innovation, works.squares, memory);
  const spread = sum(squares);
  if (!Number.isFinite(spread + sum(innovation.data.map((value) => value * value)))) refuseNonFinite(input.predicted);
  const condition = (spread + input.alpha) / input.alpha;
  const scaled = { size, alpha: input.alpha, factors, inDataSpace: dataSpace, innovation, condition, memory };
  return { ...scaled, perturbations: perturbations && { z: perturbations.z, means: later?.means } };
}

function perturbationsOf(
  { perturbations, draw, predicted }: AnalysisInput,
  memory: WorkingMemory,
): { readonly z: Matrix; readonly drawn: boolean } | undefined {
  if (perturbations) return { z: perturbations, drawn: false };
  return draw && { z: memory(predicted.rows, predicted.columns), drawn: true };
}

function drawWork({ draw, predicted }: AnalysisInput, z: Matrix): DrawWork {
  if (!draw) throw new Error('perturbations are drawn from a seed');
  const width = Math.ceil(DRAWS / predicted.columns);
  return { kind: 'draw', z, ...draw, width, blocks: blockCount(predicted.rows, width) };
}

function anomalyWork(
  input: AnalysisInput,
  means: Float64Array,
  factors: Matrix,
  transposed: boolean,
  innovation: Matrix,
  memory: WorkingMemory,
): AnomalyWork {
  const { predicted, observations } = input;
  return {
    kind: 'anomalies',
    predicted,
    means,
    values: observations.values,
    deviations: deviationsOf(observations.error, predicted.columns),
    anomalies: factors,
    transposed,
    innovation,
    squares: memory(1, predicted.rows).data,
    width: MEMBERS_A_BLOCK,
    blocks: blockCount(predicted.rows, MEMBERS_A_BLOCK),
  };
}

/** L^-1 on S and dbar where R is full; the sums of squares of S. */
function* planWhitening(
  { observations: { error }, predicted: { rows: members } }: AnalysisInput,
  factors: Matrix,
  transposed: boolean,
  innovation: Matrix,
  squares: Float64Array,
  memory: WorkingMemory,
): AnalysisPlan<Float64Array> {
  if (error.kind !== 'full') return squares;
  const whiten = (matrix: Matrix, rows: number, isTransposed: boolean): WhitenWork => ({
    kind: 'whiten',
    matrix,
    transposed: isTransposed,
    factor: error.factor,
    squares: memory(1, rows).data,
    width: SIDES,
    blocks: blockCount(rows, SIDES),
  });
  const work = whiten(factors, members, transposed);
  yield [work, whiten(innovation, 1, false)];
  return work.squares;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let k = 0; k < values.length; k++) total += values[k];
  return total;
}

function refuseNonFinite(predicted: Matrix): never {
  assertFinite(predicted, 'predicted data');
  throw new NumericsError(
    'NUM_NONFINITE',
    'analysis: predicted data or innovations overflow in units of the observation error; ' +
      'raise the observation error or drop the outlying members',
  );
}
