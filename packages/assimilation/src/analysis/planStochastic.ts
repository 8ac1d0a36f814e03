/** The stochastic update by the route that route.ts chose, or in the eigenbasis where the step is ill-conditioned. */
import { createSharedMatrix, type Matrix } from '@enkit/numerics';
import type { AnalysisOperator } from './analysisInput.ts';
import { rescaling } from '../perturbations.ts';
import { blockCount, MEMBERS_A_BLOCK, stripWidth } from './blocks.ts';
import type { AnalysisPlan, ScaledAnalysis } from './scaledAnalysis.ts';
import { CONDITION_LIMIT, gramWork, planProduct, planResolved } from './planSystem.ts';
import type { InnovationWork, MeansWork } from './residualWork.ts';
import type { AnalysisRoute } from './route.ts';
import type { GainWork, TransformWork } from './systemWork.ts';
import type { AnalysisFactor } from './updateWork.ts';

export function* planStochastic(scaled: ScaledAnalysis, route: AnalysisRoute): AnalysisPlan<AnalysisOperator> {
  const { factors, alpha, condition } = scaled;
  const [means, innovations] = innovationWorks(scaled);
  const D = innovations.into;
  if (condition > CONDITION_LIMIT) {
    yield means;
    yield [innovations];
    return { condition, factors: yield* planResolved(scaled, D) };
  }
  const system = createSharedMatrix(factors.rows, factors.rows);
  yield [gramWork(factors, alpha, system), ...means];
  yield [{ kind: 'factor', system, blocks: 1 }, innovations];
  return { condition, factors: yield* planRoute(scaled, route, system, D) };
}

/** The means of perturbations that are drawn, and D: over them, or beside those that were given. */
function innovationWorks({ perturbations, ...scaled }: ScaledAnalysis): [MeansWork[], InnovationWork] {
  if (!perturbations) throw new Error('the stochastic update has perturbations');
  const { z, drawn } = perturbations;
  const means = createSharedMatrix(1, z.columns).data;
  const innovations: InnovationWork = {
    kind: 'innovations',
    z,
    means,
    rescale: drawn ? rescaling(z.rows) : 1,
    anomalies: scaled.factors,
    transposed: scaled.inDataSpace,
    innovation: scaled.innovation,
    alpha: scaled.alpha,
    into: drawn ? z : createSharedMatrix(z.rows, z.columns),
    width: MEMBERS_A_BLOCK,
    blocks: blockCount(z.rows, MEMBERS_A_BLOCK),
  };
  return [drawn ? [{ kind: 'means', matrix: z, means, blocks: 1 }] : [], innovations];
}

function* planRoute(
  { factors: M }: ScaledAnalysis,
  route: AnalysisRoute,
  lower: Matrix,
  D: Matrix,
): AnalysisPlan<readonly AnalysisFactor[]> {
  const solve = { kind: 'solve', matrix: lower } as const;
  switch (route) {
    case 'gain':
      return [matrix(D), matrix(yield* planGain(lower, M))];
    case 'gain-transform':
      return [matrix(yield* planProduct(D, yield* planGain(lower, M)))];
    case 'transform':
      return [matrix(yield* planTransformMatrix(lower, M, D))];
    case 'project-solve':
      return [matrix(D), solve, matrix(M)];
    case 'solve-project':
      return [matrix(D), { kind: 'transpose', matrix: M }, solve];
    case 'solve-transform':
      return [matrix(yield* planProduct(D, M, true)), solve];
  }
}

const matrix = (value: Matrix): AnalysisFactor => ({ kind: 'matrix', matrix: value });

/** C^-1 S^T, Nd x Ne. */
function* planGain(lower: Matrix, factors: Matrix): AnalysisPlan<Matrix> {
  const into = createSharedMatrix(factors.rows, factors.columns);
  const width = stripWidth(factors.columns);
  const work: GainWork = { kind: 'gain', lower, factors, into, width, blocks: blockCount(factors.columns, width) };
  yield [work];
  return into;
}

/** D S^T C^-1, Ne x Ne. */
function* planTransformMatrix(lower: Matrix, anomalies: Matrix, innovations: Matrix): AnalysisPlan<Matrix> {
  const into = createSharedMatrix(lower.rows, lower.rows);
  const width = stripWidth(into.rows);
  const blocks = blockCount(into.rows, width);
  const work: TransformWork = { kind: 'transform', lower, anomalies, innovations, into, width, blocks };
  yield [work];
  return into;
}
