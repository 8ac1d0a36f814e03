/**
 * The directory of one run: manifest.json, metrics.jsonl, checkpoints/, data/, ensemble.npy and the report.
 * Whoever writes holds the lock; readers (the report, the live page) need none, since every file but the log is replaced
 * in one go and the log is read up to its last whole line.
 */
import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { FailedEvaluation, RunResult, StepRecord } from '@enkit/contracts';
import type { AnyMatrix, Matrix } from '@enkit/numerics';
import { type Checkpoint, CheckpointFolder } from '../checkpoint/checkpointFolder.ts';
import type { RestoredContent } from '../checkpoint/readCheckpointFile.ts';
import type { CheckpointContent } from '../checkpoint/writeCheckpointFile.ts';
import { FailedMemberFolder } from '../failedMemberFolder.ts';
import { removeStrayTemporaries, writeTextDurably } from '../files/durableFile.ts';
import { reading, writing } from '../files/fileErrors.ts';
import { makeFolders } from '../files/makeFolders.ts';
import { SerialQueue } from '../files/serialQueue.ts';
import { MetricsLog } from '../metricsLog.ts';
import { readMatrix, writeMatrix } from '../npy/matrixFile.ts';
import { readFinalEnsemble } from './finalEnsemble.ts';
import { type Manifest, type RunStatus, writeManifest } from './manifest.ts';
import { lockRun, type RunLock } from './runLock.ts';

export const METRICS_FILE = 'metrics.jsonl';
const CHECKPOINTS = 'checkpoints';
const DATA = 'data';
const FAILED_MEMBERS = 'failed-members';
const ENSEMBLE_FILE = 'ensemble.npy';
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Names come from the program, not from the user: a path here is a mistake of the caller. */
function checkFileName(name: string): string {
  if (!FILE_NAME.test(name)) throw new TypeError(`expected a plain file name, got ${JSON.stringify(name)}`);
  return name;
}

export class RunDirectory {
  readonly path: string;
  #manifest: Manifest;
  #lock: RunLock | undefined;
  readonly #manifestWrites = new SerialQueue();
  readonly #metrics: MetricsLog;
  readonly #checkpoints: CheckpointFolder;
  readonly #failedMembers: FailedMemberFolder;

  /** Use createRun or openRun. */
  constructor(path: string, manifest: Manifest) {
    this.path = path;
    this.#manifest = manifest;
    this.#metrics = new MetricsLog(join(path, METRICS_FILE));
    this.#checkpoints = new CheckpointFolder(join(path, CHECKPOINTS), manifest);
    this.#failedMembers = new FailedMemberFolder(join(path, FAILED_MEMBERS));
  }

  /** The run's id. */
  get run(): string {
    return this.#manifest.run;
  }

  /** As last read or written by this object. */
  get manifest(): Manifest {
    return this.#manifest;
  }

  readonly #assertHeld = async (): Promise<void> => {
    await this.#lock?.assertHeld();
  };

  /** Makes the sub-folders; part of creating a run, and of going on with one that was copied without empty folders. */
  async prepareFolders(): Promise<void> {
    const folders = [CHECKPOINTS, DATA].map((name) => join(this.path, name));
    await Promise.all(folders.map((folder) => writing(folder, () => makeFolders(folder))));
  }

  /**
   * Takes the run for this process and clears what a killed one left half written; from here on every write fails by
   * RUN_LOCKED once another coordinator has taken over. Errors: RUN_LOCKED, OUTPUT_UNWRITABLE, DISK_FULL.
   */
  async lock(): Promise<RunLock> {
    const lock = await lockRun(this.path);
    this.#lock = lock;
    await this.prepareFolders();
    const folders = [this.path, join(this.path, CHECKPOINTS), join(this.path, DATA)];
    await Promise.all([...folders.map(removeStrayTemporaries), this.#failedMembers.clean()]);
    return lock;
  }

  /** Replaces the status, and the result once there is one. Errors of all writes: OUTPUT_UNWRITABLE, DISK_FULL. */
  update(changes: { readonly status: RunStatus; readonly result?: RunResult }): Promise<void> {
    return this.#manifestWrites.run(async () => {
      const manifest = { ...this.#manifest, ...changes };
      await writeManifest(this.path, manifest, this.#assertHeld);
      this.#manifest = manifest;
    });
  }

  /**
   * The log's lines up to here are made durable first, so that a checkpoint never knows more steps than the log. Gives the
   * size of the file in bytes.
   */
  async writeCheckpoint(content: CheckpointContent): Promise<number> {
    await this.#metrics.sync();
    return this.#checkpoints.write(content, this.#assertHeld);
  }

  /** See CheckpointFolder.latest. */
  latestCheckpoint(): Promise<Checkpoint | undefined> {
    return this.#checkpoints.latest();
  }

  /** Steps whose checkpoints are kept, newest first. */
  checkpointSteps(): Promise<readonly number[]> {
    return this.#checkpoints.steps();
  }

  /** The checkpoint of this very step, or undefined when it is not (or no longer) there. Errors: CKPT_CHECKSUM, CKPT_MISMATCH, CKPT_VERSION. */
  checkpointOf(step: number): Promise<RestoredContent | undefined> {
    return this.#checkpoints.of(step);
  }

  /** Keeps the failed members of an evaluation; `parameters` has a row for each. See FailedMemberFolder. */
  writeFailedMembers(evaluation: Omit<FailedEvaluation, 'kept'>, parameters: AnyMatrix): Promise<void> {
    return this.#failedMembers.write(evaluation, parameters, this.#assertHeld);
  }

  /** The failed members of each evaluation, by step and round. Errors: RUN_CORRUPT, INPUT_UNREADABLE. */
  readFailedMembers(): Promise<readonly FailedEvaluation[]> {
    return this.#failedMembers.list();
  }

  /** The parameters of the first `kept` failures of an evaluation, one a row. Errors: RUN_CORRUPT, INPUT_UNREADABLE. */
  readFailedParameters(evaluation: FailedEvaluation): Promise<Matrix> {
    return this.#failedMembers.parameters(evaluation);
  }

  /** Appends one line to metrics.jsonl. */
  async appendStep(record: StepRecord): Promise<void> {
    await this.#assertHeld();
    await this.#metrics.append(record);
  }

  /** Errors: RUN_CORRUPT with the line, INPUT_UNREADABLE. */
  readSteps(): Promise<readonly StepRecord[]> {
    return this.#metrics.read();
  }

  /** On resuming from the checkpoint of `step`: removes what was said of later steps, which are computed again. */
  async truncateAfter(step: number): Promise<void> {
    await this.#assertHeld();
    await this.#metrics.truncateAfter(step);
    await this.#failedMembers.removeAfter(step);
  }

  /** ensemble.npy: Ne x Nm, member-major. */
  writeEnsemble(ensemble: AnyMatrix): Promise<void> {
    return writeMatrix(join(this.path, ENSEMBLE_FILE), ensemble, this.#assertHeld);
  }

  /** Errors: RUN_CORRUPT if the run has no final ensemble, or not the one that it ended with; INPUT_UNREADABLE. */
  readEnsemble(): Promise<AnyMatrix> {
    return readFinalEnsemble(join(this.path, ENSEMBLE_FILE), this.#manifest.result?.ensembleSha256);
  }

  /** data/<name>.npy for each: the data as the run sees them, so that a resumed run does not depend on the source. */
  async writeArrays(arrays: Readonly<Record<string, Matrix>>): Promise<void> {
    for (const [name, matrix] of Object.entries(arrays)) {
      await writeMatrix(join(this.path, DATA, `${checkFileName(name)}.npy`), matrix, this.#assertHeld);
    }
  }

  /** All of data/*.npy by name. Errors: RUN_CORRUPT, INPUT_UNREADABLE, DATA_FORMAT. */
  async readArrays(): Promise<Readonly<Record<string, Matrix>>> {
    const folder = join(this.path, DATA);
    const files = (await reading(folder, 'RUN_CORRUPT', () => readdir(folder))).filter(
      (file) => extname(file) === '.npy',
    );
    const read = async (file: string) =>
      [basename(file, '.npy'), await readMatrix(join(folder, file), 'RUN_CORRUPT')] as const;
    return Object.fromEntries(await Promise.all(files.sort().map(read)));
  }

  /** A text file of the run, such as report.html. */
  writeText(name: string, text: string): Promise<void> {
    return writeTextDurably(join(this.path, checkFileName(name)), text, this.#assertHeld);
  }
}
