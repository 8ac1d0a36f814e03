/** Matrices in the kernels' memory, by key: what the layers of a network are computed in. */
import type { Arithmetic } from '../backend.ts';
import type { MatrixOf } from '../matrix.ts';
import { checkWorkspace } from '../shapes.ts';
import type { WasmHeap } from './wasmHeap.ts';
import type { WasmPrecision } from './wasmPrecision.ts';

/**
 * Workspaces by key. A block that has become too small is kept, since somebody may still hold its matrix; the next one is
 * at least twice as large, so all of a key's blocks together are smaller than twice the last.
 */
export function createWorkspaces<Data extends Float64Array | Float32Array>(
  heap: WasmHeap,
  precision: WasmPrecision<Data>,
): Arithmetic<Data>['workspace'] {
  const blocks = new Map<string, { address: number; capacity: number; matrix: MatrixOf<Data> }>();
  return (key, rows, columns) => {
    checkWorkspace(rows, columns);
    const block = blocks.get(key);
    if (block && block.matrix.rows === rows && block.matrix.columns === columns) return block.matrix;
    const count = rows * columns;
    const fits = block !== undefined && block.capacity >= count;
    const capacity = fits ? block.capacity : Math.max(count, 2 * (block?.capacity ?? 0));
    const address = fits ? block.address : heap.allocate(8 * capacity);
    const matrix = { rows, columns, data: precision.viewAt(address, count) };
    blocks.set(key, { address, capacity, matrix });
    return matrix;
  };
}
