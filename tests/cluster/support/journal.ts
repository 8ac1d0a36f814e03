/** What the model of models/decay.mjs says of its evaluations, written outside Redis: the truth about what ran where. */
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface JournalEntry {
  readonly event: 'begin' | 'end';
  /** Seed of the run, which tells the runs of one journal apart. */
  readonly seed: number;
  readonly step: number;
  readonly member: number;
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

const POLL_MILLISECONDS = 10;
const CHUNK_BYTES = 65_536;

function parse(line: string): JournalEntry {
  const [event, seed, step, member, pid, time] = line.split(' ');
  return {
    event: event === 'end' ? 'end' : 'begin',
    seed: Number(seed),
    step: Number(step),
    member: Number(member),
    pid: Number(pid),
    time: Number(time),
  };
}

export class Journal {
  readonly file: string;
  readonly #entries: JournalEntry[] = [];
  #position = 0;
  #rest = '';

  /** Begins an empty journal. */
  constructor(file: string) {
    this.file = file;
    writeFileSync(file, '');
  }

  /** All entries so far. */
  entries(): readonly JournalEntry[] {
    const handle = openSync(this.file, 'r');
    const chunk = Buffer.alloc(CHUNK_BYTES);
    try {
      for (;;) {
        const bytes = readSync(handle, chunk, 0, CHUNK_BYTES, this.#position);
        if (bytes === 0) return this.#entries;
        this.#position += bytes;
        const lines = (this.#rest + chunk.toString('latin1', 0, bytes)).split('\n');
        this.#rest = lines.pop() ?? '';
        this.#entries.push(...lines.map(parse));
      }
    } finally {
      closeSync(handle);
    }
  }

  /** Evaluations of the run with this seed that came to their end. */
  evaluated(seed: number): number {
    return this.entries().filter((entry) => entry.event === 'end' && entry.seed === seed).length;
  }

  /** Resolves when the run with this seed has had so many evaluations; with false when `end` comes before. */
  async reaches(seed: number, evaluations: number, end?: Promise<unknown>): Promise<boolean> {
    const state = { over: false };
    const noteEnd = (): void => void (state.over = true);
    end?.then(noteEnd, noteEnd);
    while (this.evaluated(seed) < evaluations) {
      if (state.over) return false;
      await sleep(POLL_MILLISECONDS);
    }
    return true;
  }
}
