/**
 * NPY files as arrays of floating-point values: versions 1 to 3, one or two dimensions, integers and floats of either byte
 * order, C or Fortran order. The promised size is checked against the bytes at hand before any element is allocated.
 */
import { EnkitError } from '@enkit/contracts';
import { createSharedMatrix } from '@enkit/numerics';
import { type ByteSource, CHUNK_BYTES } from '../files/byteSource.ts';
import { convertElements, type ElementType } from './elementTypes.ts';
import {
  checkElementBytes,
  locateDictionary,
  type NpyHeader,
  npyError,
  parseDictionary,
  PREFIX_BYTES,
} from './header.ts';
import { type Floats, type NpyArray, rowMajorOf } from './npyArray.ts';

/** Provides the memory of `length` values, which are of type `stored` in the file. */
export type Allocate<Data extends Floats> = (length: number, stored: ElementType) => Data;

/** Whatever the file holds, as float64. */
export const allocateDoubles: Allocate<Float64Array> = (length) => new Float64Array(length);

/** On shared memory, in the precision of the file. */
export const allocateAsStored: Allocate<Floats> = (length, { name }) =>
  createSharedMatrix(1, length, name === 'f4' ? 'single' : 'double').data;

function allocateOrRefuse<Data extends Floats>(allocate: Allocate<Data>, header: NpyHeader, file: string): Data {
  try {
    return allocate(header.elements, header.type);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const got = `an array of ${header.shape.join(' x ')}`;
    throw new EnkitError('DATA_TOO_LARGE', { got, location: { file }, cause: error });
  }
}

function convertOrRefuse(header: NpyHeader, bytes: Buffer, target: Floats, first: number, file: string): void {
  try {
    convertElements(header.type, header.littleEndian, bytes, target, first);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw npyError(file, 'integers that a float64 can hold (up to 2^53)', error.message);
  }
}

function finished<Data extends Floats>(header: NpyHeader, values: Data): NpyArray<Data> {
  const { shape, fortranOrder } = header;
  return { shape, data: fortranOrder && shape.length === 2 ? rowMajorOf(shape, values) : values };
}

/** Decodes a whole NPY file. `file` is for messages. Errors: DATA_FORMAT, DATA_TOO_LARGE. */
export function decodeNpy(bytes: Uint8Array, file: string): NpyArray {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { start, length } = locateDictionary(buffer.subarray(0, PREFIX_BYTES), file);
  const header = parseDictionary(buffer.toString('latin1', start, start + length), file);
  const elements = buffer.subarray(start + length);
  checkElementBytes(header, elements.length, file);
  const values = allocateOrRefuse(allocateDoubles, header, file);
  convertOrRefuse(header, elements, values, 0, file);
  return finished(header, values);
}

async function readHeader(source: ByteSource, file: string): Promise<NpyHeader> {
  const prefix = await source.read(PREFIX_BYTES);
  const { start, length } = locateDictionary(prefix, file);
  const rest = await source.read(Math.max(0, start + length - PREFIX_BYTES));
  const dictionary = Buffer.concat([prefix, rest]).toString('latin1', start, start + length);
  return parseDictionary(dictionary, file);
}

/** Decodes an NPY file piece by piece, without holding its bytes and its values at once. Errors as of decodeNpy. */
export async function readNpy<Data extends Floats>(
  source: ByteSource,
  file: string,
  allocate: Allocate<Data>,
): Promise<NpyArray<Data>> {
  const header = await readHeader(source, file);
  checkElementBytes(header, source.remaining, file);
  const values = allocateOrRefuse(allocate, header, file);
  const perChunk = CHUNK_BYTES / header.type.bytes;
  for (let first = 0; first < values.length; first += perChunk) {
    const count = Math.min(perChunk, values.length - first);
    const bytes = await source.read(count * header.type.bytes);
    if (bytes.length < count * header.type.bytes) throw npyError(file, 'a complete file', 'one that became shorter');
    convertOrRefuse(header, bytes, values, first, file);
  }
  return finished(header, values);
}
