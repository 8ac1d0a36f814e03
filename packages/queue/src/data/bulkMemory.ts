/**
 * Memory of blobs on their way, which is used again: fresh memory costs a page fault for every 4 KiB, and its garbage a
 * collection every few batches. It is shared, so that threads read parameters and write predictions where a blob has them.
 * Few blobs are large; they have memory of their own, which is gone as soon as it is released.
 */
import { createSharedMatrix, takeFitting } from '@enkit/numerics';

/** Where bytes begin in their memory: before them there is room for the line that announces a reply. */
export const LEAD_BYTES = 64;
/** After them, for the line's end that follows a reply. */
const TRAIL_BYTES = 2;
/** Batches of nearly the same number of members fit into each other's memory. */
const GRAIN = 2 ** 16;
const MOST_SHARED_BYTES = 2 ** 24;
/** Kept for the next ones: about what a process has on its way at once. */
const MOST_FREE_BYTES = 3 * MOST_SHARED_BYTES;

const free: ArrayBufferLike[] = [];
const taken = new WeakSet<ArrayBufferLike>();

function sharedMemory(bytes: number): ArrayBufferLike {
  const size = Math.ceil(bytes / GRAIN) * GRAIN;
  return takeFitting(free, size) ?? createSharedMatrix(1, size / Float64Array.BYTES_PER_ELEMENT).data.buffer;
}

/** So many bytes with whatever was left there. Those that nobody releases are left to the collector. */
export function takeBytes(bytes: number): Buffer {
  const all = LEAD_BYTES + bytes + TRAIL_BYTES;
  const memory = all <= MOST_SHARED_BYTES ? sharedMemory(all) : new ArrayBuffer(all);
  taken.add(memory);
  return Buffer.from(memory, LEAD_BYTES, bytes);
}

/** Whether this memory is in somebody's hands. */
export const isTaken = (memory: ArrayBufferLike): boolean => taken.has(memory);

/** Gives back the whole memory under a view that nobody looks at any more; does nothing with memory of other origin. */
export function releaseBytes({ buffer }: ArrayBufferView): void {
  if (!taken.delete(buffer)) return;
  if (buffer instanceof ArrayBuffer) return void buffer.transfer(0);
  free.push(buffer);
  let bytes = free.reduce((sum, { byteLength }) => sum + byteLength, 0);
  while (bytes > MOST_FREE_BYTES) bytes -= free.shift()?.byteLength ?? 0;
}
