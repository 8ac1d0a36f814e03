/**
 * X + T A with the products in float32: T and the anomalies A are rounded once, the increments are added to X in its own
 * precision. Triangular systems are solved in float64.
 */
import type { AnyMatrix, Backend, Matrix, SingleMatrix } from '@enkit/numerics';
import { multiplyInto } from './blocks.ts';
import type { AnalysisFactor, Increase } from './updateWork.ts';

type SingleFactor =
  | { readonly kind: 'matrix' | 'transpose'; readonly matrix: SingleMatrix }
  | { readonly kind: 'solve'; readonly matrix: Matrix };

/** @param resident factors in memory that the backend reaches without a copy */
export function singleIncrease(resident: readonly AnalysisFactor[], backend: Backend): Increase<AnyMatrix> {
  const factors = resident.map((factor, i) => singleFactor(factor, `analysis.factor.${i}`, backend));
  return (X, row) => {
    let projected = backend.toSingle(X, backend.single.workspace('analysis.centred', X.rows, X.columns), row);
    for (let i = factors.length - 1; i >= 0; i--)
      projected = apply(factors[i], projected, `analysis.projected.${i}`, backend);
    backend.addSingle(projected, X);
  };
}

function singleFactor({ kind, matrix }: AnalysisFactor, key: string, backend: Backend): SingleFactor {
  if (kind === 'solve') return { kind, matrix };
  return { kind, matrix: backend.toSingle(matrix, backend.single.workspace(key, matrix.rows, matrix.columns)) };
}

function apply(factor: SingleFactor, block: SingleMatrix, key: string, backend: Backend): SingleMatrix {
  if (factor.kind === 'solve') return solve(factor.matrix, block, backend);
  return multiplyInto(factor.matrix, factor.kind === 'transpose', block, key, backend.single);
}

function solve(lower: Matrix, block: SingleMatrix, backend: Backend): SingleMatrix {
  const sides = backend.toDouble(block, backend.workspace('analysis.sides', block.rows, block.columns));
  return backend.toSingle(backend.choleskySolve(lower, sides, sides), block);
}
