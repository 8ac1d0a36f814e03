import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMatrix, createSharedMatrix, matrixFromRows } from '@enkit/numerics';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, rejectionOf } from '../testSupport/codes.ts';
import { decodeNpy } from './decode.ts';
import { encodeNpy, npyChunks } from './encode.ts';
import { readMatrix, readStoredMatrix, writeMatrix } from './matrixFile.ts';

/** What numpy.save writes for numpy.array([[1.0, -2.5], [0.1, 3.0]]). */
const NUMPY_2_BY_2 = Buffer.concat([
  Buffer.from('934e554d505901007600', 'hex'),
  Buffer.from(`${"{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }".padEnd(117)}\n`, 'latin1'),
  Buffer.from('000000000000f03f00000000000004c09a9999999999b93f0000000000000840', 'hex'),
]);
/** What numpy.save writes for numpy.arange(3, dtype='int16'). */
const NUMPY_INT16 = Buffer.concat([
  Buffer.from('934e554d505901007600', 'hex'),
  Buffer.from(`${"{'descr': '<i2', 'fortran_order': False, 'shape': (3,), }".padEnd(117)}\n`, 'latin1'),
  Buffer.from('000001000200', 'hex'),
]);

function npyFile(dictionary: string, elements: Uint8Array, version = 1): Buffer {
  const text = Buffer.from(`${dictionary}\n`, 'latin1');
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(text.length);
  else length.writeUInt32LE(text.length);
  return Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.from([version, 0]), length, text, elements]);
}

function dictionary(descr: string, shape: string, fortranOrder = 'False'): string {
  return `{'descr': '${descr}', 'fortran_order': ${fortranOrder}, 'shape': ${shape}, }`;
}

function bitsOf(values: Float64Array): readonly bigint[] {
  return [...new BigUint64Array(values.buffer, values.byteOffset, values.length)];
}

/** Any 64 bits: all payloads of NaN, signed zeros, subnormals, infinities. */
const anyBits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const special = [0x7ff0000000000001n, 0xfff8dead00000000n, 0x8000000000000000n, 1n, 0x7ff0000000000000n];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enkit-npy-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('encodeNpy', () => {
  test('that a matrix becomes the bytes that NumPy writes', () => {
    const matrix = matrixFromRows([
      [1, -2.5],
      [0.1, 3],
    ]);
    expect(encodeNpy(matrix).equals(NUMPY_2_BY_2)).toBe(true);
  });

  test('that the elements begin at a multiple of 64 bytes for every shape', () => {
    for (const shape of [[0], [1], [123456], [1, 100000], [3, 0]]) {
      const length = shape.reduce((a, b) => a * b, 1);
      expect((encodeNpy({ shape, data: new Float64Array(length) }).length - 8 * length) % 64).toBe(0);
    }
  });

  test('that a shape which does not hold the data is refused', () => {
    expect(() => encodeNpy({ shape: [2, 2], data: new Float64Array(3) })).toThrow(RangeError);
  });
});

describe('npyChunks', () => {
  test('that files which are asked for in turn keep their bytes apart, also when one of them is given up', () => {
    const matrices = [1, 2, 3].map((seed) =>
      createMatrix(
        1,
        300_000,
        new Float64Array(300_000).map((_, k) => seed * 1e6 + k),
      ),
    );
    for (const _ of npyChunks(matrices[0])) break;
    const files = matrices.map((matrix) => ({ chunks: npyChunks(matrix), pieces: new Array<Buffer>() }));
    for (let open = files.length; open > 0; ) {
      const taken = files.map(({ chunks }) => chunks.next());
      files.forEach(({ pieces }, k) => !taken[k].done && pieces.push(Buffer.from(taken[k].value)));
      open = taken.filter(({ done }) => !done).length;
    }
    files.forEach(({ pieces }, k) => expect(decodeNpy(Buffer.concat(pieces), 'memory').data).toEqual(matrices[k].data));
  });
});

describe('decodeNpy', () => {
  test('that what NumPy writes is read, of one and of two dimensions', () => {
    expect(decodeNpy(NUMPY_2_BY_2, 'f')).toEqual({ shape: [2, 2], data: Float64Array.of(1, -2.5, 0.1, 3) });
    expect(decodeNpy(NUMPY_INT16, 'f')).toEqual({ shape: [3], data: Float64Array.of(0, 1, 2) });
  });

  test('that every bit of every float64 comes back', () => {
    const check = (bits: readonly bigint[]) => {
      const data = new Float64Array(BigUint64Array.from(bits).buffer);
      expect(bitsOf(decodeNpy(encodeNpy({ shape: [data.length], data }), 'f').data)).toEqual(bits);
    };
    fc.assert(fc.property(fc.array(anyBits), check), { examples: [[special]] });
  });

  test('that shapes come back, of no elements too', () => {
    fc.assert(
      fc.property(fc.nat(9), fc.nat(9), (rows, columns) => {
        expect(decodeNpy(encodeNpy(createMatrix(rows, columns)), 'f').shape).toEqual([rows, columns]);
      }),
    );
  });

  test('that big-endian float64 keep their bits', () => {
    const elements = Buffer.alloc(8 * special.length);
    special.forEach((bits, k) => elements.writeBigUInt64BE(bits, 8 * k));
    const file = npyFile(dictionary('>f8', `(${special.length},)`), elements);
    expect(bitsOf(decodeNpy(file, 'f').data)).toEqual(special);
  });

  const writers: Record<string, (view: DataView, offset: number, value: number, little: boolean) => void> = {
    f4: (view, offset, value, little) => view.setFloat32(offset, value, little),
    f8: (view, offset, value, little) => view.setFloat64(offset, value, little),
    i1: (view, offset, value) => view.setInt8(offset, value),
    i2: (view, offset, value, little) => view.setInt16(offset, value, little),
    i4: (view, offset, value, little) => view.setInt32(offset, value, little),
    i8: (view, offset, value, little) => view.setBigInt64(offset, BigInt(value), little),
    u1: (view, offset, value) => view.setUint8(offset, value),
    u2: (view, offset, value, little) => view.setUint16(offset, value, little),
    u4: (view, offset, value, little) => view.setUint32(offset, value, little),
    u8: (view, offset, value, little) => view.setBigUint64(offset, BigInt(value), little),
  };
  const values = { i: [-7, 0, 100, -128, 5, 6], u: [0, 255, 7, 8, 9, 200], f: [-0.5, 3, 0.25, 1024, -8, 2] };

  for (const [type, write] of Object.entries(writers)) {
    for (const order of type.endsWith('1') ? ['|'] : ['<', '>']) {
      test(`that elements of type ${order}${type} become the same numbers, in either memory order`, () => {
        const numbers = values[type[0] as 'i' | 'u' | 'f'];
        const bytes = Number(type[1]);
        const view = new DataView(new ArrayBuffer(6 * bytes));
        numbers.forEach((value, k) => write(view, k * bytes, value, order === '<'));
        const elements = new Uint8Array(view.buffer);
        const rowMajor = decodeNpy(npyFile(dictionary(`${order}${type}`, '(3, 2)'), elements), 'f');
        const columnMajor = decodeNpy(npyFile(dictionary(`${order}${type}`, '(2, 3)', 'True'), elements), 'f');
        expect([...rowMajor.data]).toEqual(numbers);
        const [a, b, c, d, e, g] = numbers;
        expect([...columnMajor.data]).toEqual([a, c, e, b, d, g]);
      });
    }
  }

  test('that versions 2 and 3, other spacing and key order are read', () => {
    const one = Buffer.alloc(8);
    one.writeDoubleLE(1);
    const odd = `{"shape":( 1 ,), "fortran_order" : False , "descr":"<f8"}`;
    for (const version of [2, 3]) expect([...decodeNpy(npyFile(odd, one, version), 'f').data]).toEqual([1]);
  });

  test('that a header which promises 2^40 rows is refused before anything is allocated', () => {
    for (const shape of [`(${2 ** 40},)`, `(${2 ** 40}, ${2 ** 40})`, `(${2 ** 60}, 8)`]) {
      expect(codeOf(() => decodeNpy(npyFile(dictionary('<f8', shape), Buffer.alloc(64)), 'f'))).toBe('DATA_FORMAT');
    }
  });

  test('that an integer which no float64 equals is refused, not rounded', () => {
    const elements = Buffer.alloc(8);
    elements.writeBigInt64LE(2n ** 53n + 1n);
    const file = npyFile(dictionary('<i8', '(1,)'), elements);
    expect(() => decodeNpy(file, 'f.npy')).toThrow(/f\.npy: DATA_FORMAT: .*got 9007199254740993/);
  });

  const eight = Buffer.alloc(8);
  const bad: Record<string, Buffer> = {
    'no bytes': Buffer.alloc(0),
    'only the magic': NUMPY_2_BY_2.subarray(0, 6),
    'another magic': Buffer.from('PK\x03\x04'.padEnd(200)),
    'version 4': npyFile(dictionary('<f8', '(1,)'), eight, 4),
    'one element too few': NUMPY_2_BY_2.subarray(0, -8),
    'one byte too many': Buffer.concat([NUMPY_2_BY_2, Buffer.alloc(1)]),
    'a header cut short': NUMPY_2_BY_2.subarray(0, 60),
    'a header of 4 GiB': Buffer.concat([Buffer.from('\x93NUMPY\x02\x00\xff\xff\xff\xff', 'latin1'), eight]),
    'no dimension': npyFile(dictionary('<f8', '()'), eight),
    'three dimensions': npyFile(dictionary('<f8', '(1, 1, 1)'), eight),
    'a negative length': npyFile(dictionary('<f8', '(-1,)'), eight),
    'complex numbers': npyFile(dictionary('<c16', '(1,)'), Buffer.alloc(16)),
    'half precision': npyFile(dictionary('<f2', '(4,)'), eight),
    'Python objects': npyFile(dictionary('|O', '(1,)'), eight),
    'a structured type': npyFile("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", eight),
    'no fortran_order': npyFile("{'descr': '<f8', 'shape': (1,), }", eight),
  };
  for (const [what, bytes] of Object.entries(bad)) {
    test(`that ${what} is refused as DATA_FORMAT`, () => {
      expect(codeOf(() => decodeNpy(bytes, 'f'))).toBe('DATA_FORMAT');
    });
  }
});

describe('writeMatrix and readStoredMatrix', () => {
  test('that a matrix of float32 comes back bit for bit, as doubles of the same values where those are asked for', async () => {
    const matrix = createSharedMatrix(701, 555, 'single');
    const bits = new Uint32Array(matrix.data.buffer);
    for (let k = 0; k < bits.length; k++) bits[k] = Math.imul(k, 0x9e3779b9);
    const path = join(folder, 'single.npy');
    await writeMatrix(path, matrix);
    const read = await readStoredMatrix(path, 'RUN_CORRUPT');
    expect([read.rows, read.columns, read.data.BYTES_PER_ELEMENT]).toEqual([701, 555, 4]);
    expect(Buffer.from(read.data.buffer).equals(Buffer.from(matrix.data.buffer))).toBe(true);
    expect((await readMatrix(path)).data).toEqual(Float64Array.from(matrix.data));
  });
});

describe('writeMatrix and readMatrix', () => {
  test('that a matrix longer than several pieces comes back bit for bit, from shared memory too', async () => {
    const matrix = createSharedMatrix(701, 555);
    const bits = new BigUint64Array(matrix.data.buffer);
    for (let k = 0; k < bits.length; k++) bits[k] = (BigInt(k) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn;
    const path = join(folder, 'long.npy');
    await writeMatrix(path, matrix);
    const read = await readMatrix(path);
    expect([read.rows, read.columns]).toEqual([701, 555]);
    expect(Buffer.from(read.data.buffer).equals(Buffer.from(matrix.data.buffer))).toBe(true);
  });

  test('that pieces of narrow elements are put in the right places', async () => {
    const elements = Uint8Array.from({ length: 1_400_000 }, (_, k) => k % 251);
    const path = join(folder, 'narrow.npy');
    await writeFile(path, npyFile(dictionary('|u1', '(700000, 2)', 'True'), elements));
    const { data } = await readMatrix(path);
    const wrong = data.findIndex((value, k) => value !== ((k % 2) * 700_000 + Math.floor(k / 2)) % 251);
    expect(wrong).toBe(-1);
  });

  test('that a one-dimensional file is a matrix of one column', async () => {
    const path = join(folder, 'one.npy');
    await writeFile(path, NUMPY_INT16);
    expect(await readMatrix(path)).toEqual(matrixFromRows([[0], [1], [2]]));
  });

  test('that an absent file, a folder and a promise of 2^40 rows are told by code', async () => {
    const path = join(folder, 'huge.npy');
    await writeFile(path, npyFile(dictionary('<f8', `(${2 ** 40},)`), Buffer.alloc(64)));
    expect(await rejectionOf(readMatrix(path))).toBe('DATA_FORMAT');
    expect(await rejectionOf(readMatrix(join(folder, 'absent.npy')))).toBe('DATA_FILE_NOT_FOUND');
    expect(await rejectionOf(readMatrix(folder))).toBe('INPUT_UNREADABLE');
  });
});
