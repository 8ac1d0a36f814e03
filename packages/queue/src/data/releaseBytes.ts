/** Gives back at once the memory of bytes that nobody will look at again: each 64 MiB of them would cost a collection. */

/** `bytes` is empty afterwards. Does nothing when other values lie in the same allocation. */
export function releaseBytes({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
