/** The stochastic update by the route that route.ts chose, or in the eigenbasis where the step is ill-conditioned. */
import type { Matrix } from '@enkit/numerics';
import type { AnalysisOperator } from './analysisInput.ts';
import { rescaling } from '../perturbations.ts';
import { blockCount, MEMBERS_A_BLOCK, stripWidth } from './blocks.ts';
import type { AnalysisPlan, ScaledAnalysis } from './scaledAnalysis.ts';
import { CONDITION_LIMIT, gramWork, planProduct, planResolved } from './planSystem.ts';
import type { InnovationWork } from './residualWork.ts';
import type { AnalysisRoute } from './route.ts';
import type { GainWork, TransformWork } from './systemWork.ts';
import type { AnalysisFactor } from './updateWork.ts';
import type { WorkingMemory } from './workingMemory.ts';

export function* planStochastic(scaled: ScaledAnalysis, route: AnalysisRoute): AnalysisPlan<AnalysisOperator> {
  const { factors, alpha, condition, memory } = scaled;
  const innovations = innovationWork(scaled);
  const D = innovations.into;
  if (condition > CONDITION_LIMIT) {
    yield [innovations];
    return { condition, factors: yield* planResolved(scaled, D) };
  }
  const system = memory(factors.rows, factors.rows);
  yield [gramWork(factors, alpha, system)];
  yield [{ kind: 'factor', system, blocks: 1 }, innovations];
  return { condition, factors: yield* planRoute(scaled, route, system, D) };
}

/** D: over perturbations that were drawn, or beside those that were given. */
function innovationWork({ perturbations, memory, ...scaled }: ScaledAnalysis): InnovationWork {
  if (!perturbations) throw new Error('the stochastic update has perturbations');
  const { z, means } = perturbations;
  return {
    kind: 'innovations',
    z,
    means: means ?? new Float64Array(z.columns),
    rescale: means ? rescaling(z.rows) : 1,
    anomalies: scaled.factors,
    transposed: scaled.inDataSpace,
    innovation: scaled.innovation,
    alpha: scaled.alpha,
    into: means ? z : memory(z.rows, z.columns),
    width: MEMBERS_A_BLOCK,
    blocks: blockCount(z.rows, MEMBERS_A_BLOCK),
  };
}

function* planRoute(
  { factors: M, memory }: ScaledAnalysis,
  route: AnalysisRoute,
  lower: Matrix,
  D: Matrix,
): AnalysisPlan<readonly AnalysisFactor[]> {
  const solve = { kind: 'solve', matrix: lower } as const;
  switch (route) {
    case 'gain':
      return [matrix(D), matrix(yield* planGain(lower, M, memory))];
    case 'gain-transform':
      return [matrix(yield* planProduct(memory, D, yield* planGain(lower, M, memory)))];
    case 'transform':
      return [matrix(yield* planTransformMatrix(lower, M, D, memory))];
    case 'project-solve':
      return [matrix(D), solve, matrix(M)];
    case 'solve-project':
      return [matrix(D), { kind: 'transpose', matrix: M }, solve];
    case 'solve-transform':
      return [matrix(yield* planProduct(memory, D, M, true)), solve];
  }
}

const matrix = (value: Matrix): AnalysisFactor => ({ kind: 'matrix', matrix: value });

/** C^-1 S^T, Nd x Ne. */
function* planGain(lower: Matrix, factors: Matrix, memory: WorkingMemory): AnalysisPlan<Matrix> {
  const into = memory(factors.rows, factors.columns);
  const width = stripWidth(factors.columns);
  const work: GainWork = { kind: 'gain', lower, factors, into, width, blocks: blockCount(factors.columns, width) };
  yield [work];
  return into;
}

/** D S^T C^-1, Ne x Ne. */
function* planTransformMatrix(
  lower: Matrix,
  anomalies: Matrix,
  innovations: Matrix,
  memory: WorkingMemory,
): AnalysisPlan<Matrix> {
  const into = memory(lower.rows, lower.rows);
  const width = stripWidth(into.rows);
  const blocks = blockCount(into.rows, width);
  const work: TransformWork = { kind: 'transform', lower, anomalies, innovations, into, width, blocks };
  yield [work];
  return into;
}
