/**
 * The works of one analysis, in groups: those of a group do not depend on each other, a group begins when the one before is
 * done. Between the groups nothing is computed here that grows with Ne Nd, so that a coordinator's thread may lead it.
 */
import { assertFinite, createSharedMatrix, NumericsError, type Matrix } from '@enkit/numerics';
import { deviationsOf, type ObservationError } from '../observations.ts';
import type { AnalysisInput, AnalysisOperator } from './analysisInput.ts';
import { blockCount, MEMBERS_A_BLOCK } from './blocks.ts';
import { checkAnalysisInput } from './checkInput.ts';
import { planStochastic } from './planStochastic.ts';
import { planTransform } from './planTransform.ts';
import { cheapestRoute, inDataSpace, MANY_PARAMETERS, type AnalysisSize } from './route.ts';
import { meansWork, type AnomalyWork, type DrawWork, type MeansWork, type WhitenWork } from './residualWork.ts';
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

function* planScaling(input: AnalysisInput, size: AnalysisSize, dataSpace: boolean): AnalysisPlan<ScaledAnalysis> {
  const { alpha, predicted, observations, memory = createSharedMatrix } = input;
  const means = meansWork(predicted, memory);
  const anomalies = anomalyWork(input, means.means, dataSpace, memory);
  const { perturbations, drawing, centring } = perturb(input, memory);
  yield [...drawing, means];
  yield [anomalies, ...centring];
  const squares = yield* planWhitening(observations.error, anomalies, memory);
  const { anomalies: factors, innovation } = anomalies;
  const spread = sum(squares);
  if (!Number.isFinite(spread + sum(innovation.data.map((value) => value * value)))) refuseNonFinite(predicted);
  const condition = (spread + alpha) / alpha;
  return { size, alpha, factors, inDataSpace: dataSpace, innovation, perturbations, condition, memory };
}

/** What the stochastic update perturbs the observations with, and the works that make it. */
interface Perturbing {
  readonly perturbations?: ScaledAnalysis['perturbations'];
  readonly drawing: readonly DrawWork[];
  readonly centring: readonly MeansWork[];
}

function perturb({ update, perturbations, draw, predicted }: AnalysisInput, memory: WorkingMemory): Perturbing {
  if (update !== 'stochastic') return { drawing: [], centring: [] };
  if (perturbations) return { perturbations: { z: perturbations }, drawing: [], centring: [] };
  if (!draw) throw new Error('perturbations are drawn from a seed');
  const { rows, columns } = predicted;
  const z = memory(rows, columns);
  const width = Math.ceil(DRAWS / columns);
  const centring = meansWork(z, memory);
  return {
    perturbations: { z, means: centring.means },
    drawing: [{ kind: 'draw', z, ...draw, width, blocks: blockCount(rows, width) }],
    centring: [centring],
  };
}

function anomalyWork(
  { predicted, observations }: AnalysisInput,
  means: Float64Array,
  transposed: boolean,
  memory: WorkingMemory,
): AnomalyWork {
  const { rows, columns } = predicted;
  return {
    kind: 'anomalies',
    predicted,
    means,
    values: observations.values,
    deviations: deviationsOf(observations.error, columns),
    anomalies: transposed ? memory(columns, rows) : memory(rows, columns),
    transposed,
    innovation: memory(1, columns),
    squares: memory(1, rows).data,
    width: MEMBERS_A_BLOCK,
    blocks: blockCount(rows, MEMBERS_A_BLOCK),
  };
}

/** L^-1 on S and dbar where R is full; the sums of squares of S. */
function* planWhitening(
  error: ObservationError,
  { anomalies, transposed, innovation, squares }: AnomalyWork,
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
  const work = whiten(anomalies, squares.length, transposed);
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
