/** Triangles of square matrices, transposed: by the kernels where the matrix lies in their memory. n^2 / 2 elements. */
import type { Matrix } from '../matrix.ts';
import type { WasmContext } from './wasmContext.ts';

/** Rows and columns of a block whose two copies fit into the first-level cache: whole columns would miss it at every element. */
const BLOCK = 32;

/** Calls `move` with the positions of (i, j), i >= j, and of (j, i). */
function eachBelow(n: number, move: (lower: number, upper: number) => void): void {
  for (let i0 = 0; i0 < n; i0 += BLOCK) {
    for (let j0 = 0; j0 <= i0; j0 += BLOCK) {
      for (let i = i0; i < Math.min(i0 + BLOCK, n); i++)
        for (let j = j0; j < Math.min(j0 + BLOCK, i + 1); j++) move(i * n + j, j * n + i);
    }
  }
}

/** The upper triangle of `into` := the lower one of `a`, transposed; `into` may be `a`. */
export function lowerToUpper({ heap, kernels }: WasmContext, a: Matrix, into: Matrix): void {
  const [from, to] = [heap.addressOf(a.data), heap.addressOf(into.data)];
  if (from !== undefined && to !== undefined) return kernels.lowerToUpper(a.rows, from, to);
  eachBelow(a.rows, (lower, upper) => (into.data[upper] = a.data[lower]));
}

/** The lower triangle := the upper one, transposed, which stays. */
export function mirrorUpper({ heap, kernels }: WasmContext, { rows: n, data }: Matrix): void {
  const address = heap.addressOf(data);
  if (address !== undefined) return kernels.upperToLower(n, address, 0);
  eachBelow(n, (lower, upper) => (data[lower] = data[upper]));
}

/** The lower triangle := the upper one, transposed, which becomes zero, but for the diagonal. */
export function moveUpperToLower({ heap, kernels }: WasmContext, { rows: n, data }: Matrix): void {
  const address = heap.addressOf(data);
  if (address !== undefined) return kernels.upperToLower(n, address, 1);
  eachBelow(n, (lower, upper) => {
    data[lower] = data[upper];
    if (lower !== upper) data[upper] = 0;
  });
}
