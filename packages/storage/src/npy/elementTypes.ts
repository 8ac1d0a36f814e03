/** The element types of NPY files that become floating-point values here, by the part of `descr` after the byte-order mark. */
import { HOST_IS_LITTLE_ENDIAN, swapBytes } from '../files/floatBytes.ts';
import type { Floats } from './npyArray.ts';

type ReadElement = (view: DataView, offset: number, littleEndian: boolean) => number | bigint;

export interface ElementType {
  readonly name: string;
  readonly bytes: number;
  readonly read: ReadElement;
}

const READERS: Readonly<Record<string, ReadElement>> = {
  f8: (view, offset, littleEndian) => view.getFloat64(offset, littleEndian),
  f4: (view, offset, littleEndian) => view.getFloat32(offset, littleEndian),
  i1: (view, offset) => view.getInt8(offset),
  i2: (view, offset, littleEndian) => view.getInt16(offset, littleEndian),
  i4: (view, offset, littleEndian) => view.getInt32(offset, littleEndian),
  i8: (view, offset, littleEndian) => view.getBigInt64(offset, littleEndian),
  u1: (view, offset) => view.getUint8(offset),
  u2: (view, offset, littleEndian) => view.getUint16(offset, littleEndian),
  u4: (view, offset, littleEndian) => view.getUint32(offset, littleEndian),
  u8: (view, offset, littleEndian) => view.getBigUint64(offset, littleEndian),
};

export const ELEMENT_TYPE_NAMES: readonly string[] = Object.keys(READERS);

/** The type called `name` ('f8', 'i4', ...), or undefined. */
export function elementType(name: string): ElementType | undefined {
  return Object.hasOwn(READERS, name) ? { name, bytes: Number(name.slice(1)), read: READERS[name] } : undefined;
}

/** Copies bytes without looking at them as numbers, so that every bit of a NaN stays. */
function copyFloats(bytes: Buffer, littleEndian: boolean, target: Floats, first: number): void {
  const size = target.BYTES_PER_ELEMENT;
  const ordered = littleEndian === HOST_IS_LITTLE_ENDIAN ? bytes : swapBytes(Buffer.from(bytes), size);
  new Uint8Array(target.buffer, target.byteOffset + size * first, bytes.length).set(ordered);
}

function exactNumber(value: number | bigint): number {
  const number = Number(value);
  if (typeof value === 'bigint' && BigInt(number) !== value) throw new RangeError(`${value}`);
  return number;
}

/**
 * Converts the elements in `bytes` into target[first, ...).
 * Throws a RangeError that names a 64-bit integer which no float64 equals.
 */
export function convertElements(
  type: ElementType,
  littleEndian: boolean,
  bytes: Buffer,
  target: Floats,
  first: number,
): void {
  if (type.name === `f${target.BYTES_PER_ELEMENT}`) return copyFloats(bytes, littleEndian, target, first);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let k = 0; k * type.bytes < bytes.length; k++) {
    target[first + k] = exactNumber(type.read(view, k * type.bytes, littleEndian));
  }
}
