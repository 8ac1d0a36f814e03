/**
 * metrics.jsonl: one line of JSON a step, appended.
 *
 * A line is complete when it ends in a newline. What a killed process left of a line is not read, and is cut off before
 * the next line is appended. Numbers that JSON lacks are written as in losslessJson.ts.
 */
import { open, readFile } from 'node:fs/promises';
import { EnkitError, type StepRecord } from '@enkit/contracts';
import { errnoOf, reading, writing } from './files/fileErrors.ts';
import { parseLossless, stringifyLossless } from './files/losslessJson.ts';
import { SerialQueue } from './files/serialQueue.ts';

const NEWLINE = 0x0a;

export interface LoggedStep {
  readonly record: StepRecord;
  /** Byte offset of the line's beginning. */
  readonly start: number;
}

function isStepRecord(value: unknown): value is StepRecord {
  return typeof value === 'object' && value !== null && 'step' in value && typeof value.step === 'number';
}

function parseLine(text: string, file: string, line: number): StepRecord {
  const location = { file, line };
  try {
    const value: unknown = parseLossless(text);
    if (isStepRecord(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new EnkitError('RUN_CORRUPT', { expected: 'the JSON record of a step', got: text.slice(0, 60), location });
}

/** The whole lines in `bytes`. @param firstLine number of the first of them in the file, for messages */
export function parseLog(bytes: Buffer, file: string, firstLine = 1): readonly LoggedStep[] {
  const steps: LoggedStep[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    if (newline < 0) break;
    steps.push({ record: parseLine(bytes.toString('utf8', start, newline), file, firstLine + steps.length), start });
    start = newline + 1;
  }
  return steps;
}

export class MetricsLog {
  readonly #file: string;
  readonly #queue = new SerialQueue();
  /** False until the end of the file is known to be the end of a line. */
  #whole = false;

  constructor(file: string) {
    this.#file = file;
  }

  async #bytes(): Promise<Buffer> {
    try {
      return await readFile(this.#file);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return Buffer.alloc(0);
      throw error;
    }
  }

  async #load(): Promise<{ readonly bytes: Buffer; readonly steps: readonly LoggedStep[] }> {
    const bytes = await reading(this.#file, 'INPUT_UNREADABLE', () => this.#bytes());
    return { bytes, steps: parseLog(bytes, this.#file) };
  }

  async #cut(length: number): Promise<void> {
    const handle = await open(this.#file, 'r+');
    try {
      await handle.truncate(length);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async #repair(): Promise<void> {
    const bytes = await this.#bytes();
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end < bytes.length) await this.#cut(end);
    this.#whole = true;
  }

  async #append(line: string): Promise<void> {
    if (!this.#whole) await this.#repair();
    this.#whole = false;
    const handle = await open(this.#file, 'a');
    try {
      await handle.writeFile(line);
    } finally {
      await handle.close();
    }
    this.#whole = true;
  }

  /** Appends one line. Errors: OUTPUT_UNWRITABLE, DISK_FULL; a line written in part is cut off by the next append. */
  append(record: StepRecord): Promise<void> {
    const line = `${stringifyLossless(record)}\n`;
    return this.#queue.run(() => writing(this.#file, () => this.#append(line)));
  }

  /** The records in the order of writing. Errors: RUN_CORRUPT with the line, INPUT_UNREADABLE. */
  async read(): Promise<readonly StepRecord[]> {
    return (await this.#load()).steps.map(({ record }) => record);
  }

  /** Removes the records of all steps after `step`, which a resumed run computes again. */
  truncateAfter(step: number): Promise<void> {
    return this.#queue.run(async () => {
      const { bytes, steps } = await this.#load();
      const first = steps.find(({ record }) => record.step > step);
      if (first) await writing(this.#file, () => this.#cut(first.start));
      else if (bytes.length > 0) await writing(this.#file, () => this.#repair());
    });
  }

  /** Makes all lines appended so far survive a power failure. */
  sync(): Promise<void> {
    return this.#queue.run(() =>
      writing(this.#file, async () => {
        const handle = await open(this.#file, 'a');
        try {
          await handle.sync();
        } finally {
          await handle.close();
        }
      }),
    );
  }
}
