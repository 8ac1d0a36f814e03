/**
 * Makes V8 collect the garbage of large blobs less often. It allows the heap and the buffers beside it to grow by a share of
 * what lives; here 30 MB live, and each blob that travels leaves some MB of chunks and copies in the client, so that a full
 * collection came every few batches and took a third of the machine. Costs some 60 MB of memory.
 */
import { setFlagsFromString } from 'node:v8';

/** Garbage per cent of what lives. */
const GROWTH = 200;

/** Of the whole process, from the next collection on. */
export function collectRarely(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
}
