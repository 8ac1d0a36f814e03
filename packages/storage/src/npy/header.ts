/**
 * The header of the NPY format (NumPy Enhancement Proposal 1 and numpy.lib.format):
 * "\x93NUMPY", major and minor version, length of the dictionary (2 bytes in version 1, 4 in versions 2 and 3, little
 * endian), the dictionary as a Python literal padded with spaces to a multiple of 64 bytes, and the elements.
 */
import { EnkitError } from '@enkit/contracts';
import { ELEMENT_TYPE_NAMES, type ElementType, elementType } from './elementTypes.ts';
import type { Floats } from './npyArray.ts';

const MAGIC = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]);
const ALIGNMENT = 64;
/** Bytes from which the length of the header is known. */
export const PREFIX_BYTES = 12;
/** NumPy itself refuses longer ones by default; a dictionary of a plain array has about 60 bytes. */
const LARGEST_DICTIONARY = 10_000;

export interface NpyHeader {
  readonly type: ElementType;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  readonly elements: number;
}

export function npyError(file: string, expected: string, got: string): EnkitError {
  return new EnkitError('DATA_FORMAT', { expected, got, location: { file } });
}

/** Where in the file the dictionary lies. `prefix` is the first PREFIX_BYTES bytes. Throws DATA_FORMAT. */
export function locateDictionary(prefix: Buffer, file: string): { readonly start: number; readonly length: number } {
  if (prefix.length < PREFIX_BYTES || !prefix.subarray(0, MAGIC.length).equals(MAGIC))
    throw npyError(file, 'an NPY file (first bytes "\\x93NUMPY")', 'other bytes');
  const version = prefix[6];
  if (version < 1 || version > 3) throw npyError(file, 'NPY version 1, 2 or 3', `version ${version}`);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? prefix.readUInt16LE(8) : prefix.readUInt32LE(8);
  if (length > LARGEST_DICTIONARY)
    throw npyError(file, `an NPY header of at most ${LARGEST_DICTIONARY} bytes`, `${length} bytes`);
  return { start, length };
}

function parseElementType(dictionary: string, file: string): Pick<NpyHeader, 'type' | 'littleEndian'> {
  const match = /['"]descr['"]\s*:\s*['"]([<>=|]?)([a-zA-Z]\d+)['"]/.exec(dictionary);
  const type = match ? elementType(match[2]) : undefined;
  if (!match || !type) {
    const got = match ? `${match[1]}${match[2]}` : 'a structured or unreadable type';
    throw npyError(file, `elements of type ${ELEMENT_TYPE_NAMES.join(', ')}`, got);
  }
  return { type, littleEndian: match[1] !== '>' };
}

function parseShape(dictionary: string, file: string): readonly number[] {
  const match = /['"]shape['"]\s*:\s*\(([\d\s,L]*)\)/.exec(dictionary);
  const items = match?.[1].split(',').map((item) => item.trim().replace(/L$/, '')) ?? [];
  const shape = items.filter((item) => item !== '').map(Number);
  if (!match || !shape.every(Number.isSafeInteger)) throw npyError(file, 'a shape of whole numbers', 'another shape');
  if (shape.length < 1 || shape.length > 2)
    throw npyError(file, 'an array of one or two dimensions', `${shape.length} dimensions`);
  return shape;
}

/** Reads the dictionary. Throws DATA_FORMAT for a type, order or shape that is not handled. */
export function parseDictionary(dictionary: string, file: string): NpyHeader {
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(dictionary);
  if (!order) throw npyError(file, 'an NPY header with descr, fortran_order and shape', 'no fortran_order');
  const shape = parseShape(dictionary, file);
  const elements = shape.reduce((product, length) => product * length, 1);
  return { ...parseElementType(dictionary, file), fortranOrder: order[1] === 'True', shape, elements };
}

/** Throws DATA_FORMAT unless exactly the promised elements follow: called before anything is allocated for them. */
export function checkElementBytes(header: NpyHeader, available: number, file: string): void {
  const promised = header.elements * header.type.bytes;
  if (promised === available) return;
  const shape = header.shape.join(' x ');
  throw npyError(file, `${promised} bytes of elements for shape ${shape}`, `${available} bytes`);
}

/** The header, version 1, that NumPy itself writes for a C-ordered array of such values. */
export function formatHeader(shape: readonly number[], values: Floats): Buffer {
  const lengths = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '<f${values.BYTES_PER_ELEMENT}', 'fortran_order': False, 'shape': ${lengths}, }`;
  const total = Math.ceil((10 + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = Buffer.alloc(total, ' ');
  MAGIC.copy(header);
  header[6] = 1;
  header[7] = 0;
  header.writeUInt16LE(total - 10, 8);
  header.write(dictionary, 10, 'latin1');
  header.write('\n', total - 1);
  return header;
}
