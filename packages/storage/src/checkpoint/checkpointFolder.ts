/** The generations of a run's checkpoints: step-00000012.enkit and the two before it. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EnkitError } from '@enkit/contracts';
import { reading, writing } from '../files/fileErrors.ts';
import { SerialQueue } from '../files/serialQueue.ts';
import { readCheckpointFile, type RestoredContent } from './readCheckpointFile.ts';
import { type CheckpointContent, type CheckpointOwner, writeCheckpointFile } from './writeCheckpointFile.ts';

const GENERATIONS = 3;
const FILE_NAME = /^step-(\d{8,})\.enkit$/;

export interface Checkpoint extends RestoredContent {
  readonly file: string;
  /** Newer checkpoints that could not be used, newest first, each with its reason (CKPT_CHECKSUM): warn of them. */
  readonly rejected: readonly EnkitError[];
}

interface Generation {
  readonly step: number;
  readonly file: string;
}

/** Damage of one file, on which the generation before it is tried. */
function isDamage(error: unknown): error is EnkitError {
  return error instanceof EnkitError && (error.code === 'CKPT_CHECKSUM' || error.code === 'INPUT_UNREADABLE');
}

function noneUsable(folder: string, rejected: readonly EnkitError[]): EnkitError {
  const got = rejected.map((error) => error.message).join(' | ');
  return new EnkitError('CKPT_NOT_FOUND', { expected: 'a whole checkpoint', got, location: { file: folder } });
}

export class CheckpointFolder {
  readonly #folder: string;
  readonly #owner: CheckpointOwner;
  readonly #queue = new SerialQueue();

  constructor(folder: string, owner: CheckpointOwner) {
    this.#folder = folder;
    this.#owner = owner;
  }

  /** Newest first. */
  async #generations(): Promise<readonly Generation[]> {
    const names = await readdir(this.#folder);
    return names
      .flatMap((name) => {
        const match = FILE_NAME.exec(name);
        return match ? [{ step: Number(match[1]), file: join(this.#folder, name) }] : [];
      })
      .sort((a, b) => b.step - a.step);
  }

  /**
   * Keeps the newest generations up to `step`; later ones are damaged leftovers, for the run has come to `step` only now.
   * What goes becomes durable with the next checkpoint: a file that came back after a power failure would do no harm.
   */
  async #prune(step: number): Promise<void> {
    const generations = await this.#generations();
    const earlier = generations.filter((generation) => generation.step <= step);
    const surplus = [...generations.filter((generation) => generation.step > step), ...earlier.slice(GENERATIONS)];
    if (surplus.length === 0) return;
    await Promise.all(surplus.map(({ file }) => rm(file, { force: true })));
  }

  /** Writes step-<step>.enkit durably, then removes what is older than three generations. */
  write(content: CheckpointContent, beforeRename?: () => Promise<void>): Promise<number> {
    const file = join(this.#folder, `step-${String(content.step).padStart(8, '0')}.enkit`);
    return this.#queue.run(async () => {
      const bytes = await writeCheckpointFile(file, this.#owner, content, beforeRename);
      await writing(this.#folder, () => this.#prune(content.step));
      return bytes;
    });
  }

  /** Steps whose checkpoints are kept, newest first. */
  async steps(): Promise<readonly number[]> {
    const generations = await reading(this.#folder, 'RUN_CORRUPT', () => this.#generations());
    return generations.map(({ step }) => step);
  }

  /** The checkpoint of this very step; undefined when there is none. Errors: CKPT_CHECKSUM, CKPT_MISMATCH, CKPT_VERSION. */
  async of(step: number): Promise<RestoredContent | undefined> {
    const generations = await reading(this.#folder, 'RUN_CORRUPT', () => this.#generations());
    const found = generations.find((generation) => generation.step === step);
    return found && readCheckpointFile(found.file, this.#owner);
  }

  /**
   * The newest checkpoint that is whole, or undefined if there is none at all.
   * Errors: CKPT_NOT_FOUND if all are damaged, CKPT_MISMATCH if one is another run's or experiment's, CKPT_VERSION.
   */
  async latest(): Promise<Checkpoint | undefined> {
    const generations = await reading(this.#folder, 'RUN_CORRUPT', () => this.#generations());
    const rejected: EnkitError[] = [];
    for (const { file } of generations) {
      try {
        return { ...(await readCheckpointFile(file, this.#owner)), file, rejected };
      } catch (error) {
        if (!isDamage(error)) throw error;
        rejected.push(error);
      }
    }
    if (rejected.length > 0) throw noneUsable(this.#folder, rejected);
    return undefined;
  }
}
