/**
 * Products on the `wasm` backend. Operands outside its memory are copied in by blocks, so that a product needs at most
 * about 100 MiB of it. Bits do not depend on the blocks: an element is one chain of multiply-adds over k, which goes on
 * from block to block.
 */
import type { MultiplyOptions } from '../backend.ts';
import { createMatrix, type Matrix, type MatrixOf } from '../matrix.ts';
import { checkGram, checkProduct, type ProductShape } from '../shapes.ts';
import type { WasmContext } from './wasmContext.ts';
import type { WasmPrecision } from './wasmPrecision.ts';
import { type Block, wholeOf } from './wasmOperands.ts';

/** Largest operand, in elements, that is copied in whole; larger products go by blocks of this edge. */
const WHOLE = 2 ** 22;
const EDGE = 2048;

interface Range {
  readonly from: number;
  readonly count: number;
}

/** 0..size in ranges of `step`; one empty range if size is 0. */
function rangesOf(size: number, step: number): Range[] {
  const ranges: Range[] = [{ from: 0, count: Math.min(size, step) }];
  for (let from = step; from < size; from += step) ranges.push({ from, count: Math.min(step, size - from) });
  return ranges;
}

/** The stored block that holds rows x columns of op(matrix). */
function blockOf(rows: Range, columns: Range, transposed: boolean): Block {
  const [row, column] = transposed ? [columns, rows] : [rows, columns];
  return { row: row.from, rows: row.count, column: column.from, columns: column.count };
}

function blockSizes({ rows, depth, columns }: ProductShape): ProductShape {
  const whole = Math.max(rows * depth, depth * columns, rows * columns) <= WHOLE;
  if (whole) return { rows: Math.max(rows, 1), depth: Math.max(depth, 1), columns: Math.max(columns, 1) };
  return { rows: EDGE, depth: EDGE, columns: EDGE };
}

export function multiply<Data extends Float64Array | Float32Array>(
  { operands, multiply: kernel, create }: WasmPrecision<Data>,
  a: MatrixOf<Data>,
  b: MatrixOf<Data>,
  options: MultiplyOptions<Data> = {},
): MatrixOf<Data> {
  const shape = checkProduct(a, b, options);
  const into = options.into ?? create(shape.rows, shape.columns);
  const transposeA = options.transposeA ?? false;
  const transposeB = options.transposeB ?? false;
  const size = blockSizes(shape);
  const [scratchA, scratchB, scratchC] = operands.scratch(
    operands.needed(a, Math.min(size.rows, shape.rows) * Math.min(size.depth, shape.depth)),
    operands.needed(b, Math.min(size.depth, shape.depth) * Math.min(size.columns, shape.columns)),
    operands.needed(into, Math.min(size.rows, shape.rows) * Math.min(size.columns, shape.columns)),
  );
  for (const rows of rangesOf(shape.rows, size.rows)) {
    for (const columns of rangesOf(shape.columns, size.columns)) {
      const target = operands.target(into, blockOf(rows, columns, false), scratchC, options.accumulate ?? false);
      for (const depth of rangesOf(shape.depth, size.depth)) {
        const left = operands.place(a, blockOf(rows, depth, transposeA), scratchA);
        const right = operands.place(b, blockOf(depth, columns, transposeB), scratchB);
        const goOn = options.accumulate || depth.from > 0;
        kernel(
          rows.count,
          columns.count,
          depth.count,
          left.address,
          left.stride,
          transposeA ? 1 : 0,
          right.address,
          right.stride,
          transposeB ? 1 : 0,
          target.address,
          target.stride,
          goOn ? 1 : 0,
        );
      }
      operands.finish(target, into, blockOf(rows, columns, false));
    }
  }
  return into;
}

/** The lower triangle alone is computed, then mirrored. */
export function gram(
  { kernels, double: { operands } }: WasmContext,
  a: Matrix,
  side: 'rows' | 'columns',
  into?: Matrix,
): Matrix {
  const { n, depth } = checkGram(a, side, into);
  const transposed = side === 'columns';
  const result = into ?? createMatrix(n, n);
  const step = n * depth <= WHOLE ? Math.max(depth, 1) : Math.max(Math.floor(WHOLE / n), 64);
  const [scratchC, scratchA] = operands.scratch(
    operands.needed(result, n * n),
    operands.needed(a, n * Math.min(step, depth)),
  );
  const target = operands.target(result, wholeOf(result), scratchC, false);
  for (const range of rangesOf(depth, step)) {
    const left = operands.place(a, blockOf({ from: 0, count: n }, range, transposed), scratchA);
    const goOn = range.from > 0 ? 1 : 0;
    kernels.gramLower(n, range.count, left.address, left.stride, transposed ? 1 : 0, target.address, goOn);
  }
  kernels.lowerToUpper(n, target.address, target.address);
  operands.finish(target, result, wholeOf(result));
  return result;
}
