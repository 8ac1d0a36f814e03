/**
 * The works that form and solve the system C = M M^T + alpha I (n x n), with M the smaller way to see S: S itself (Ne x Nd)
 * in ensemble space, its transpose (Nd x Ne) in data space.
 */
import type { Backend, Matrix } from '@enkit/numerics';
import { blockRange, loadColumns, resident, rowsOf, storeColumns, storeTransposed, type Range } from './blocks.ts';

/** The lower triangle of C, by square blocks; the blocks above are cleared. */
export interface GramWork {
  readonly kind: 'gram';
  readonly factors: Matrix;
  /** Added to the diagonal. */
  readonly alpha: number;
  readonly into: Matrix;
  readonly width: number;
  readonly blocks: number;
}

/** Blocks of the lower triangle of n rows. */
export function triangleBlocks(n: number, width: number): number {
  const edge = Math.ceil(n / width);
  return (edge * (edge + 1)) / 2;
}

export function openGram({ factors, alpha, into, width }: GramWork, backend: Backend) {
  const M = resident(factors, 'analysis.factors', backend);
  return (block: number): void => {
    const row = Math.floor((Math.sqrt(8 * block + 1) - 1) / 2);
    const column = block - (row * (row + 1)) / 2;
    const [below, across] = [row, column].map((index) => blockRange(index, width, M.rows));
    const product = backend.workspace('analysis.product', below.to - below.from, across.to - across.from);
    if (row === column) backend.gram(rowsOf(M, below), 'rows', product);
    else backend.multiply(rowsOf(M, below), rowsOf(M, across), { transposeB: true, into: product });
    storeColumns(product, rowsOf(into, below), across.from);
    if (row === column) addToDiagonal(into, alpha, below);
    else clearBlock(into, across, below);
  };
}

function clearBlock({ columns, data }: Matrix, rows: Range, { from, to }: Range): void {
  for (let i = rows.from; i < rows.to; i++) data.fill(0, i * columns + from, i * columns + to);
}

function addToDiagonal({ columns, data }: Matrix, value: number, { from, to }: Range): void {
  for (let i = from; i < to; i++) data[i * columns + i] += value;
}

/** C becomes its lower factor. One block: the factorization is a small part of the step. */
export interface FactorWork {
  readonly kind: 'factor';
  readonly system: Matrix;
  readonly blocks: 1;
}

export function openFactor({ system }: FactorWork, backend: Backend) {
  return (): void => {
    backend.cholesky(system, system);
  };
}

/** C^-1 M: columns in blocks. */
export interface GainWork {
  readonly kind: 'gain';
  readonly lower: Matrix;
  readonly factors: Matrix;
  readonly into: Matrix;
  readonly width: number;
  readonly blocks: number;
}

export function openGain({ lower, factors, into, width }: GainWork, backend: Backend) {
  const L = resident(lower, 'analysis.lower', backend);
  return (block: number): void => {
    const range = blockRange(block, width, factors.columns);
    const sides = loadColumns(factors, range, 'analysis.sides', backend);
    storeColumns(backend.choleskySolve(L, sides, sides), into, range.from);
  };
}

/** T = D S^T C^-1 in ensemble space, from T^T = C^-1 (S D^T): rows in blocks. */
export interface TransformWork {
  readonly kind: 'transform';
  readonly lower: Matrix;
  /** S. */
  readonly anomalies: Matrix;
  /** D. */
  readonly innovations: Matrix;
  readonly into: Matrix;
  readonly width: number;
  readonly blocks: number;
}

export function openTransform({ lower, anomalies, innovations, into, width }: TransformWork, backend: Backend) {
  const L = resident(lower, 'analysis.lower', backend);
  const S = resident(anomalies, 'analysis.factors', backend);
  return (block: number): void => {
    const range = blockRange(block, width, into.rows);
    const sides = backend.workspace('analysis.sides', into.columns, range.to - range.from);
    backend.multiply(S, rowsOf(innovations, range), { transposeB: true, into: sides });
    storeTransposed(backend.choleskySolve(L, sides, sides), into, range.from);
  };
}

/** A B or A B^T: rows in blocks. */
export interface ProductWork {
  readonly kind: 'product';
  readonly left: Matrix;
  readonly right: Matrix;
  readonly transposed: boolean;
  readonly into: Matrix;
  readonly width: number;
  readonly blocks: number;
}

export function openProduct({ left, right, transposed, into, width }: ProductWork, backend: Backend) {
  const B = resident(right, 'analysis.right', backend);
  return (block: number): void => {
    const range = blockRange(block, width, left.rows);
    const product = backend.workspace('analysis.product', range.to - range.from, into.columns);
    backend.multiply(rowsOf(left, range), B, { transposeB: transposed, into: product });
    rowsOf(into, range).data.set(product.data);
  };
}
