/** Operands in the kernels' memory: where they lie already, or copied into scratch that every call reuses. */
import type { MatrixOf } from '../matrix.ts';
import type { WasmHeap } from './wasmHeap.ts';

/** A block of a matrix. */
export interface Block {
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
}

/** Where an operand lies: its first byte, and the elements from row to row. */
export interface Placed {
  readonly address: number;
  readonly stride: number;
}

type Vector = Float64Array | Float32Array;
type Operand = MatrixOf<Vector>;

export interface WasmOperands {
  /** Addresses of as many elements each, overwritten by the next call. */
  scratch(...counts: readonly number[]): readonly number[];
  /** Elements of scratch that `place` needs: none if the matrix lies in this memory. */
  needed(matrix: Operand, count: number): number;
  /** The block where it lies, or copied to `scratch`. */
  place(matrix: Operand, block: Block, scratch: number): Placed;
  /** Where a result block is to be written: where it lies, or `scratch`, filled from the block if `read`. */
  target(matrix: Operand, block: Block, scratch: number, read: boolean): Placed;
  /** Copies what was written at `target` to the block, unless it lies there. */
  finish(target: Placed, matrix: Operand, block: Block): void;
  /** Where four vectors lie, the first three copied to scratch unless they are in this memory; the last is to be written. */
  locate(first: Vector, second: Vector, third: Vector, result: Vector): readonly [number, number, number, number];
  /** Copies what was written at `address` to the vector, unless it lies there. */
  fetch(address: number, vector: Vector): void;
  /** Copies a block to `address`, rows `stride` apart, the padding zero. */
  copyIn(matrix: Operand, block: Block, address: number, stride: number): void;
  /** Copies `address`, rows `stride` apart, to the block. */
  copyOut(address: number, stride: number, matrix: Operand, block: Block): void;
}

export const wholeOf = (matrix: Operand): Block => ({
  row: 0,
  rows: matrix.rows,
  column: 0,
  columns: matrix.columns,
});

/** Bytes that an operand takes up: whole cache lines, and one that a kernel may read past its end. */
const slotOf = (bytes: number): number => (Math.ceil(bytes / 64) + 1) * 64;

/** A block of whole rows is one contiguous run. */
const isRun = (matrix: Operand, block: Block, stride: number): boolean =>
  block.columns === matrix.columns && stride === matrix.columns;

/**
 * @param size bytes of an element
 * @param view the whole memory as elements
 */
export function createWasmOperands(heap: WasmHeap, size: 4 | 8, view: () => Float64Array | Float32Array): WasmOperands {
  let base = 0;
  let capacity = 0;
  const scratch = (...counts: readonly number[]): readonly number[] => {
    let total = 0;
    for (const count of counts) total += slotOf(size * count);
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
      next += slotOf(size * count);
    }
    return addresses;
  };
  const copyIn = (matrix: Operand, block: Block, address: number, stride: number): void => {
    const target = view();
    const start = address / size;
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
  const inside = (matrix: Operand, block: Block): Placed | undefined => {
    const address = heap.addressOf(matrix.data);
    if (address === undefined) return undefined;
    return { address: address + size * (block.row * matrix.columns + block.column), stride: matrix.columns };
  };
  const copyOut = (address: number, stride: number, matrix: Operand, block: Block): void => {
    const source = view();
    const start = address / size;
    if (isRun(matrix, block, stride)) {
      matrix.data.set(source.subarray(start, start + block.rows * stride), block.row * stride);
      return;
    }
    for (let i = 0; i < block.rows; i++) {
      const from = start + i * stride;
      matrix.data.set(source.subarray(from, from + block.columns), (block.row + i) * matrix.columns + block.column);
    }
  };
  const needed = ({ data }: Operand, count: number): number => (heap.addressOf(data) === undefined ? count : 0);
  const locateCopies: WasmOperands['locate'] = (...vectors) => {
    const addresses = vectors.map((data) => heap.addressOf(data));
    const slots = scratch(...vectors.map((data, k) => (addresses[k] === undefined ? data.length : 0)));
    for (let k = 0; k < 3; k++) if (addresses[k] === undefined) view().set(vectors[k], slots[k] / size);
    const [a, b, c, d] = slots.map((slot, k) => addresses[k] ?? slot);
    return [a, b, c, d];
  };
  const locate: WasmOperands['locate'] = (first, second, third, result) => {
    const a = heap.addressOf(first);
    const b = heap.addressOf(second);
    const c = heap.addressOf(third);
    const d = heap.addressOf(result);
    const here = a !== undefined && b !== undefined && c !== undefined && d !== undefined;
    return here ? [a, b, c, d] : locateCopies(first, second, third, result);
  };
  return {
    scratch,
    locate,
    copyIn,
    copyOut,
    needed,
    fetch(address, vector) {
      if (heap.addressOf(vector) === undefined)
        vector.set(view().subarray(address / size, address / size + vector.length));
    },
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
