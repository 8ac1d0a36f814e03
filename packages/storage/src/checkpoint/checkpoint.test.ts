import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { EnkitError } from '@enkit/contracts';
import { createMatrix, createSharedMatrix, type AnyMatrix } from '@enkit/numerics';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rejectionOf } from '../testSupport/codes.ts';
import { ensembleAfter } from '../testSupport/exampleRun.ts';
import { CheckpointFolder } from './checkpointFolder.ts';
import { DIGEST_BYTES, digestOf, PREAMBLE_BYTES } from './format.ts';

const OWNER = { run: 'mine', experiment: { name: 'sine', ensemble: { size: 10, seed: 7 } } };

let folder: string;
let checkpoints: CheckpointFolder;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enkit-checkpoint-'));
  checkpoints = new CheckpointFolder(folder, OWNER);
});
afterEach(() => rm(folder, { recursive: true }));

function contentOf(step: number) {
  const parameters = ensembleAfter(step, 3, 4);
  return { step, state: { step, alphas: [2, 2 * step] }, arrays: { parameters, weights: ensembleAfter(-step, 1, 2) } };
}

async function writeSteps(...steps: readonly number[]): Promise<void> {
  for (const step of steps) await checkpoints.write(contentOf(step));
}

function fileOf(step: number): string {
  return join(folder, `step-${String(step).padStart(8, '0')}.enkit`);
}

function bytesOf(matrix: AnyMatrix): Buffer {
  return Buffer.from(matrix.data.buffer, matrix.data.byteOffset, matrix.data.byteLength);
}

/** Offsets at which a part of the file begins or ends. */
function boundariesOf(bytes: Buffer): readonly number[] {
  const header = bytes.readUInt32LE(12);
  const { sections } = JSON.parse(bytes.toString('utf8', PREAMBLE_BYTES, PREAMBLE_BYTES + header)) as {
    sections: readonly { bytes: number }[];
  };
  const ends = [0, 8, 12, PREAMBLE_BYTES, PREAMBLE_BYTES + header, PREAMBLE_BYTES + header + DIGEST_BYTES];
  for (const section of sections) {
    const start = ends[ends.length - 1];
    ends.push(start + section.bytes, start + section.bytes + DIGEST_BYTES);
  }
  return [...ends, ends[ends.length - 1] + DIGEST_BYTES];
}

describe('a checkpoint', () => {
  test('that any state and any bits of any arrays come back, on shared memory', async () => {
    const anyBits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const special = [0x7ff0000000000001n, 0xfff8dead00000000n, 0x8000000000000000n, 1n, 0x7ff0000000000000n];
    const arrays = fc.dictionary(fc.string({ maxLength: 8 }), fc.array(anyBits, { maxLength: 12 }), {
      maxKeys: 4,
      noNullPrototype: true,
    });
    const matrixOfBits = (bits: readonly bigint[]) =>
      createMatrix(bits.length, 1, new Float64Array(BigUint64Array.from(bits).buffer));
    const roundTrip = async (named: Record<string, bigint[]>, state: unknown) => {
      const matrices = Object.fromEntries(Object.entries(named).map(([name, bits]) => [name, matrixOfBits(bits)]));
      await checkpoints.write({ step: 0, state, arrays: matrices });
      const read = await checkpoints.latest();
      expect(read?.state).toStrictEqual(state);
      const entries = Object.entries(read?.arrays ?? {});
      const bitsRead = entries.map(([name, { data }]) => [name, [...new BigUint64Array(data.buffer)]]);
      expect(Object.fromEntries(bitsRead)).toStrictEqual(named);
      expect(entries.every(([, { data }]) => data.buffer instanceof SharedArrayBuffer)).toBe(true);
    };
    const state = fc.oneof(fc.double(), fc.array(fc.double()), fc.record({ a: fc.string(), b: fc.constant(null) }));
    await fc.assert(
      fc.asyncProperty(
        arrays,
        state.map((value) => structuredClone(value)),
        roundTrip,
      ),
      {
        numRuns: 40,
        examples: [
          [
            { special, state: [] },
            { nan: Number.NaN, zero: -0, text: 'NaN' },
          ],
        ],
      },
    );
  });

  test('that shapes come back, of empty matrices too', async () => {
    const arrays = { none: createMatrix(0, 5), wide: createMatrix(1, 7), tall: createMatrix(7, 1) };
    await checkpoints.write({ step: 3, state: null, arrays });
    expect((await checkpoints.latest())?.arrays).toEqual(arrays);
  });

  test('that an array longer than several pieces comes back, and the event loop turns meanwhile', async () => {
    const long = createSharedMatrix(1000, 700);
    for (let k = 0; k < long.data.length; k++) long.data[k] = Math.fround(Math.sqrt(k));
    let turns = 0;
    let running = true;
    const turn = () => {
      turns++;
      if (running) setImmediate(turn);
    };
    turn();
    await checkpoints.write({ step: 1, state: {}, arrays: { long } });
    const read = await checkpoints.latest();
    running = false;
    expect(turns).toBeGreaterThan(10);
    expect(read && bytesOf(read.arrays['long']).equals(bytesOf(long))).toBe(true);
  });

  test('that its arrays are whole NPY files at the places of the section table', async () => {
    await writeSteps(1);
    const bytes = await readFile(fileOf(1));
    const ends = boundariesOf(bytes);
    expect(ends.at(-1)).toBe(bytes.length);
    expect(bytes.toString('latin1', ends[7], ends[7] + 6)).toBe('\x93NUMPY');
  });

  test('that three generations are kept', async () => {
    await writeSteps(1, 2, 5, 7, 11);
    expect((await readdir(folder)).sort()).toEqual([5, 7, 11].map((step) => fileOf(step).slice(folder.length + 1)));
    expect(await checkpoints.latest()).toMatchObject({ step: 11, file: fileOf(11), rejected: [] });
  });

  test('that steps beyond eight digits are still the newest', async () => {
    await writeSteps(99_999_999, 100_000_000);
    expect((await checkpoints.latest())?.step).toBe(100_000_000);
  });

  test('that a run which went back before a damaged checkpoint replaces it', async () => {
    await writeSteps(10, 20);
    await writeFile(fileOf(20), 'damaged');
    expect((await checkpoints.latest())?.step).toBe(10);
    await writeSteps(15);
    expect(await checkpoints.latest()).toMatchObject({ step: 15, rejected: [] });
    expect(await readdir(folder)).toHaveLength(2);
  });

  test('that writes which are not awaited do not disturb one another', async () => {
    await Promise.all([1, 2, 3, 4, 5].map((step) => checkpoints.write(contentOf(step))));
    expect(await readdir(folder)).toHaveLength(3);
    expect(await checkpoints.latest()).toMatchObject({ ...contentOf(5), rejected: [] });
  });

  test('that there is none in an empty folder, and other files and temporaries do not count', async () => {
    await writeFile(join(folder, 'step-00000001.enkit.0a0a0a0a.tmp'), 'half');
    await writeFile(join(folder, 'notes.txt'), '');
    expect(await checkpoints.latest()).toBeUndefined();
  });
});

describe('a damaged checkpoint', () => {
  /** Whether, with `bytes` as the newer file, the older one is given back whole and the newer reported. */
  async function fallsBack(bytes: Uint8Array): Promise<boolean> {
    await writeFile(fileOf(2), bytes);
    const read = await checkpoints.latest();
    const codes = read?.rejected.map(({ code }) => code);
    const { step, state, arrays } = contentOf(1);
    const isFirst = read?.step === step && isDeepStrictEqual(read.state, state);
    const sameArrays = Object.entries(arrays).every(
      ([name, matrix]) =>
        read?.arrays[name]?.rows === matrix.rows && bytesOf(read.arrays[name]).equals(bytesOf(matrix)),
    );
    return isFirst && sameArrays && isDeepStrictEqual(codes, ['CKPT_CHECKSUM']);
  }

  async function flippedAt(whole: Buffer, offset: number, bit: number): Promise<boolean> {
    const flipped = Buffer.from(whole);
    flipped[offset] ^= 1 << bit;
    return fallsBack(flipped);
  }

  test('that one cut before, at or after any boundary falls back to the one before, and says so', async () => {
    await writeSteps(1, 2);
    const whole = await readFile(fileOf(2));
    const lengths = boundariesOf(whole).flatMap((end) => [end - 1, end, end + 1]);
    const unnoticed: number[] = [];
    for (const length of lengths.filter((length) => length >= 0 && length < whole.length))
      if (!(await fallsBack(whole.subarray(0, length)))) unnoticed.push(length);
    expect(unnoticed).toEqual([]);
    expect(await fallsBack(Buffer.concat([whole, Buffer.of(0)]))).toBe(true);
  });

  test('that a flipped bit beside any boundary, and in the middle of any part, is found', async () => {
    await writeSteps(1, 2);
    const whole = await readFile(fileOf(2));
    const ends = boundariesOf(whole);
    const middles = ends.slice(1).map((end, k) => Math.floor((end + ends[k]) / 2));
    const offsets = [...ends.flatMap((end) => [end - 1, end]), ...middles];
    const unnoticed: number[] = [];
    for (const offset of offsets.filter((offset) => offset >= 0 && offset < whole.length))
      if (!(await flippedAt(whole, offset, 4))) unnoticed.push(offset);
    expect(unnoticed).toEqual([]);
  });

  test('that any flipped bit is found', async () => {
    await writeSteps(1, 2);
    const whole = await readFile(fileOf(2));
    const anyBit = fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), async (offset, bit) => {
      expect(await flippedAt(whole, offset, bit)).toBe(true);
    });
    await fc.assert(anyBit, { numRuns: 100 });
  });

  test('that a section length far beyond the file is refused before anything is allocated', async () => {
    await writeSteps(1, 2);
    const whole = await readFile(fileOf(2));
    const header = whole.readUInt32LE(12);
    const json = whole.toString('utf8', PREAMBLE_BYTES, PREAMBLE_BYTES + header);
    const longer = Buffer.from(json.replace(/"bytes":\d+/, '"bytes":1000000000000000'));
    const preamble = Buffer.from(whole.subarray(0, PREAMBLE_BYTES));
    preamble.writeUInt32LE(longer.length, 12);
    const rest = whole.subarray(PREAMBLE_BYTES + header + DIGEST_BYTES);
    expect(await fallsBack(Buffer.concat([preamble, longer, digestOf(preamble, longer), rest]))).toBe(true);
  });

  test('that with all generations damaged it is CKPT_NOT_FOUND, with the reason of each', async () => {
    await writeSteps(1, 2, 3);
    for (const step of [1, 2, 3]) await writeFile(fileOf(step), step === 2 ? '' : 'ENKITCKP but no more than this');
    const error: unknown = await checkpoints.latest().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EnkitError);
    expect((error as EnkitError).code).toBe('CKPT_NOT_FOUND');
    expect((error as EnkitError).message.match(/CKPT_CHECKSUM/g)).toHaveLength(3);
  });

  test('that an empty file in place of the newest falls back', async () => {
    await writeSteps(1, 2);
    await (await open(fileOf(2), 'w')).close();
    expect((await checkpoints.latest())?.step).toBe(1);
  });
});

describe('a foreign checkpoint', () => {
  test('that one of another run is CKPT_MISMATCH', async () => {
    await writeSteps(1);
    const other = new CheckpointFolder(folder, { ...OWNER, run: 'other' });
    await expect(other.latest()).rejects.toThrow(/CKPT_MISMATCH: expected run other; got run mine/);
  });

  test('that one of another experiment is CKPT_MISMATCH and names the keys that differ', async () => {
    await writeSteps(1);
    const experiment = { name: 'sine', ensemble: { size: 20, seed: 7 }, data: { source: 'sine' } };
    const other = new CheckpointFolder(folder, { run: 'mine', experiment });
    await expect(other.latest()).rejects.toThrow(/CKPT_MISMATCH: .*differs in ensemble\.size, data;/);
  });

  test('that the order of keys, and keys that are undefined, make no difference', async () => {
    await writeSteps(1);
    const experiment = { ensemble: { seed: 7, size: 10, prior: undefined }, name: 'sine' };
    expect((await new CheckpointFolder(folder, { run: 'mine', experiment }).latest())?.step).toBe(1);
  });

  test('that one of a newer format is CKPT_VERSION, not damage', async () => {
    await writeSteps(1);
    const bytes = await readFile(fileOf(1));
    bytes.writeUInt32LE(2, 8);
    const end = PREAMBLE_BYTES + bytes.readUInt32LE(12);
    digestOf(bytes.subarray(0, end)).copy(bytes, end);
    await writeFile(fileOf(1), bytes);
    expect(await rejectionOf(checkpoints.latest())).toBe('CKPT_VERSION');
  });
});
