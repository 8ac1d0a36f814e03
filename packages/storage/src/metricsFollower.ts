/**
 * Reads a growing metrics.jsonl, of a run that another process may be computing: each reading gives what is new. A
 * resumed run cuts the log back to its checkpoint, which is noticed by the log being shorter, or by other bytes before
 * the place where the last reading ended.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { StepRecord } from '@enkit/contracts';
import { errnoOf, reading } from './files/fileErrors.ts';
import { parseLog } from './metricsLog.ts';
import { METRICS_FILE } from './run/runDirectory.ts';

export interface NewSteps {
  /** The log was cut back or replaced: forget all earlier steps. */
  readonly restarted: boolean;
  readonly records: readonly StepRecord[];
}

export interface MetricsFollower {
  /** The next whole lines, a few megabytes at most; none when all were read. Errors: RUN_CORRUPT with the line, INPUT_UNREADABLE. */
  read(): Promise<NewSteps>;
}

/** Read at once at most. */
const CHUNK_BYTES = 2 ** 22;
/** Bytes before the place that are remembered to see whether they are still the same. */
const TAIL_BYTES = 256;

/** Where the last reading ended. */
interface Place {
  readonly offset: number;
  readonly lines: number;
  readonly tail: Buffer;
}

const BEGINNING: Place = { offset: 0, lines: 0, tail: Buffer.alloc(0) };

/** @param directory of the run; its log need not exist yet */
export function followMetrics(directory: string): MetricsFollower {
  const file = join(directory, METRICS_FILE);
  let place = BEGINNING;
  return {
    read: () =>
      reading(file, 'INPUT_UNREADABLE', async () => {
        const handle = await openIfThere(file);
        if (!handle) return { restarted: false, records: [] };
        try {
          const restarted = !(await isSame(handle, place));
          const found = await readOn(handle, file, restarted ? BEGINNING : place);
          place = found.place;
          return { restarted, records: found.records };
        } finally {
          await handle.close();
        }
      }),
  };
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function isSame(handle: FileHandle, { offset, tail }: Place): Promise<boolean> {
  const bytes = await readBytes(handle, offset - tail.length, tail.length);
  return bytes.equals(tail);
}

async function readBytes(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

async function readOn(
  handle: FileHandle,
  file: string,
  place: Place,
  length = CHUNK_BYTES,
): Promise<{ readonly place: Place; readonly records: readonly StepRecord[] }> {
  const bytes = await readBytes(handle, place.offset, length);
  const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
  if (whole.length === 0)
    return bytes.length < length ? { place, records: [] } : readOn(handle, file, place, 2 * length);
  const records = parseLog(whole, file, place.lines + 1).map(({ record }) => record);
  const tail = Buffer.from(whole.subarray(-TAIL_BYTES));
  return { place: { offset: place.offset + whole.length, lines: place.lines + records.length, tail }, records };
}
