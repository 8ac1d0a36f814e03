/** What both updates plan alike: the Gram matrix, the ill-conditioned step, the product of two factors. */
import { createMatrix, type Matrix } from '@enkit/numerics';
import { blockCount, rowsOf, stripWidth } from './blocks.ts';
import type { AnalysisPlan, ScaledAnalysis } from './scaledAnalysis.ts';
import { worthMultiplying } from './route.ts';
import type { ResolveWork } from './spectralWork.ts';
import { triangleBlocks, type GramWork, type ProductWork } from './systemWork.ts';
import type { AnalysisFactor } from './updateWork.ts';
import type { WorkingMemory } from './workingMemory.ts';

/** Above this bound the eigenbasis of spectrum.ts is used: the rounding of |S|^2 is then 2e-6 of alpha, and would grow. */
export const CONDITION_LIMIT = 1e10;

export function gramWork(factors: Matrix, alpha: number, into: Matrix): GramWork {
  const width = stripWidth(factors.rows, 4);
  return { kind: 'gram', factors, alpha, into, width, blocks: triangleBlocks(factors.rows, width) };
}

/** A B or A B^T. */
export function* planProduct(
  memory: WorkingMemory,
  left: Matrix,
  right: Matrix,
  transposed = false,
): AnalysisPlan<Matrix> {
  const into = memory(left.rows, transposed ? right.rows : right.columns);
  const width = stripWidth(left.rows);
  const blocks = blockCount(left.rows, width);
  const work: ProductWork = { kind: 'product', left, right, transposed, into, width, blocks };
  yield [work];
  return into;
}

/** left (Ne x r) and right (r x Ne), or their product where that is the cheaper to apply. */
export function* planFactors(
  { size, memory }: Pick<ScaledAnalysis, 'size' | 'memory'>,
  left: Matrix,
  right: Matrix,
): AnalysisPlan<readonly AnalysisFactor[]> {
  const matrices = worthMultiplying(right.rows, size) ? [yield* planProduct(memory, left, right)] : [left, right];
  return matrices.map((matrix) => ({ kind: 'matrix', matrix }));
}

/** @param innovations D of the stochastic update */
export function* planResolved(
  { factors, inDataSpace, innovation, alpha, size, memory }: ScaledAnalysis,
  innovations?: Matrix,
): AnalysisPlan<readonly AnalysisFactor[]> {
  const { members } = size;
  const left = memory(members, factors.rows);
  const right = memory(factors.rows, members);
  const rank = memory(1, 1).data;
  const given = { factors, inDataSpace, innovation, alpha, innovations };
  const work: ResolveWork = { kind: 'resolve', ...given, left, right, rank, blocks: 1 };
  yield [work];
  const r = rank[0];
  const resolved = createMatrix(members, r, left.data.subarray(0, members * r));
  return yield* planFactors({ size, memory }, resolved, rowsOf(right, { from: 0, to: r }));
}
