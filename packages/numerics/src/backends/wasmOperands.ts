/** Operands in the kernels' memory: where they lie already, or copied into scratch that every call reuses. */
import type { Matrix } from '../matrix.ts';
import type { WasmHeap } from './wasmHeap.ts';

/** A block of a matrix: `count` doubles or rows x columns of them. */
export interface Block {
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
}

/** Where an operand lies: its first byte, and the doubles from row to row. */
export interface Placed {
  readonly address: number;
  readonly stride: number;
}

export interface WasmOperands {
  /** Addresses of as many doubles each, overwritten by the next call. */
  scratch(...counts: readonly number[]): readonly number[];
  /** Doubles of scratch that `place` needs: none if the matrix lies in this memory. */
  needed(matrix: Matrix, count: number): number;
  /** The block where it lies, or copied to `scratch`. */
  place(matrix: Matrix, block: Block, scratch: number): Placed;
  /** Where a result block is to be written: where it lies, or `scratch`, filled from the block if `read`. */
  target(matrix: Matrix, block: Block, scratch: number, read: boolean): Placed;
  /** Copies what was written at `target` to the block, unless it lies there. */
  finish(target: Placed, matrix: Matrix, block: Block): void;
  /** Copies a block to `address`, rows `stride` apart, the padding zero. */
  copyIn(matrix: Matrix, block: Block, address: number, stride: number): void;
  /** Copies `address`, rows `stride` apart, to the block. */
  copyOut(address: number, stride: number, matrix: Matrix, block: Block): void;
}

export const wholeOf = (matrix: Matrix): Block => ({
  row: 0,
  rows: matrix.rows,
  column: 0,
  columns: matrix.columns,
});

/** Doubles that an operand of `count` takes up: whole cache lines, and one that a kernel may read past its end. */
const slotOf = (count: number): number => (Math.ceil(count / 8) + 1) * 8;

/** A block of whole rows is one contiguous run. */
const isRun = (matrix: Matrix, block: Block, stride: number): boolean =>
  block.columns === matrix.columns && stride === matrix.columns;

export function createWasmOperands(heap: WasmHeap): WasmOperands {
  let base = 0;
  let capacity = 0;
  const scratch = (...counts: readonly number[]): readonly number[] => {
    let total = 0;
    for (const count of counts) total += slotOf(count);
    if (total > capacity) {
      heap.release(base);
      capacity = 0;
      base = heap.allocate(total);
      capacity = total;
    }
    const addresses: number[] = [];
    let next = base;
    for (const count of counts) {
      addresses.push(next);
      next += slotOf(count) * 8;
    }
    return addresses;
  };
  const copyIn = (matrix: Matrix, block: Block, address: number, stride: number): void => {
    const target = heap.doubles();
    const start = address / 8;
    if (isRun(matrix, block, stride)) {
      const from = block.row * stride;
      target.set(
        block.rows === matrix.rows ? matrix.data : matrix.data.subarray(from, from + block.rows * stride),
        start,
      );
      return;
    }
    if (stride > block.columns) target.fill(0, start, start + block.rows * stride);
    for (let i = 0; i < block.rows; i++) {
      const from = (block.row + i) * matrix.columns + block.column;
      target.set(matrix.data.subarray(from, from + block.columns), start + i * stride);
    }
  };
  const inside = (matrix: Matrix, block: Block): Placed | undefined => {
    const address = heap.addressOf(matrix.data);
    if (address === undefined) return undefined;
    return { address: address + 8 * (block.row * matrix.columns + block.column), stride: matrix.columns };
  };
  const copyOut = (address: number, stride: number, matrix: Matrix, block: Block): void => {
    const source = heap.doubles();
    const start = address / 8;
    if (isRun(matrix, block, stride)) {
      matrix.data.set(source.subarray(start, start + block.rows * stride), block.row * stride);
      return;
    }
    for (let i = 0; i < block.rows; i++) {
      const from = start + i * stride;
      matrix.data.set(source.subarray(from, from + block.columns), (block.row + i) * matrix.columns + block.column);
    }
  };
  return {
    scratch,
    copyIn,
    copyOut,
    needed: (matrix, count) => (heap.addressOf(matrix.data) === undefined ? count : 0),
    place(matrix, block, address) {
      const placed = inside(matrix, block);
      if (placed === undefined) copyIn(matrix, block, address, block.columns);
      return placed ?? { address, stride: block.columns };
    },
    target(matrix, block, address, read) {
      const placed = inside(matrix, block);
      if (placed === undefined && read) copyIn(matrix, block, address, block.columns);
      return placed ?? { address, stride: block.columns };
    },
    finish(target, matrix, block) {
      if (inside(matrix, block) === undefined) copyOut(target.address, target.stride, matrix, block);
    },
  };
}
