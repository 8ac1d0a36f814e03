/** Floating-point arrays as the bytes of an NPY file, version 1, little endian, row-major: what numpy.load opens anywhere. */
import type { AnyMatrix } from '@enkit/numerics';
import { littleEndianChunks } from '../files/floatBytes.ts';
import { formatHeader } from './header.ts';
import { arrayOf, type NpyArray } from './npyArray.ts';

/** Length in bytes of the NPY file of the array. */
export function npyByteLength(content: AnyMatrix | NpyArray): number {
  const { shape, data } = arrayOf(content);
  return formatHeader(shape, data).length + data.byteLength;
}

/** The file in bounded pieces, so that a large ensemble need not be in memory twice. Each is valid until the next. */
export function* npyChunks(content: AnyMatrix | NpyArray): Generator<Buffer> {
  const { shape, data } = arrayOf(content);
  const elements = shape.reduce((product, length) => product * length, 1);
  if (elements !== data.length)
    throw new RangeError(`shape ${shape.join(' x ')} needs ${elements} values, got ${data.length}`);
  yield formatHeader(shape, data);
  yield* littleEndianChunks(data);
}

/** The whole NPY file in memory; writeMatrix is for large arrays. */
export function encodeNpy(content: AnyMatrix | NpyArray): Buffer {
  return Buffer.concat(Array.from(npyChunks(content), (chunk) => Buffer.from(chunk)));
}
