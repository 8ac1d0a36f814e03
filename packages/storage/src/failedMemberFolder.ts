/**
 * failed-members/: which members failed, why, and with which parameters, to be looked at and evaluated again.
 *
 * An evaluation in which members failed leaves step-00000012-round-0.json and, written before it, the .npy of the same
 * name: F x Nm, row k the parameters of the k-th failure. Once the parameters of a run reach the limit, further failures
 * are named without theirs.
 */
import { access, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EnkitError, failedEvaluationSchema, type FailedEvaluation } from '@enkit/contracts';
import { type AnyMatrix, type Matrix, viewRows } from '@enkit/numerics';
import { removeStrayTemporaries, syncDirectory, writeTextDurably } from './files/durableFile.ts';
import { errnoOf, reading, writing } from './files/fileErrors.ts';
import { makeFolders } from './files/makeFolders.ts';
import { readMatrix, writeMatrix } from './npy/matrixFile.ts';

const MOST_BYTES = 256 * 2 ** 20;
const FILE_NAME = /^step-(\d{8,})-round-\d+\.(json|npy)$/;

type Evaluation = Pick<FailedEvaluation, 'step' | 'round'>;

const nameOf = ({ step, round }: Evaluation): string => `step-${String(step).padStart(8, '0')}-round-${round}`;

function parseEvaluation(text: string, file: string): FailedEvaluation {
  try {
    return failedEvaluationSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new EnkitError('RUN_CORRUPT', {
      location: { file },
      expected: 'the failed members of an evaluation',
      got: text.slice(0, 60),
      cause: error,
    });
  }
}

export class FailedMemberFolder {
  readonly #folder: string;
  readonly #mostBytes: number;

  constructor(folder: string, mostBytes = MOST_BYTES) {
    this.#folder = folder;
    this.#mostBytes = mostBytes;
  }

  /** Names of our files in order; none when the folder is not there. */
  async #names(): Promise<readonly string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => FILE_NAME.test(name)).sort();
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return [];
      throw error;
    }
  }

  /** Bytes of parameters of other evaluations. */
  async #bytesBeside(own: string): Promise<number> {
    const names = (await this.#names()).filter((name) => name.endsWith('.npy') && name !== `${own}.npy`);
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(this.#folder, name))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /**
   * Keeps the failures of an evaluation durably; `parameters` has a row for each. Errors: OUTPUT_UNWRITABLE, DISK_FULL.
   */
  async write(
    evaluation: Omit<FailedEvaluation, 'kept'>,
    parameters: AnyMatrix,
    beforeRename?: () => Promise<void>,
  ): Promise<void> {
    const name = nameOf(evaluation);
    const file = join(this.#folder, name);
    const { rows, columns, data } = parameters;
    const bytesOfMember = columns * data.BYTES_PER_ELEMENT;
    const used = await writing(this.#folder, async () => {
      await makeFolders(this.#folder);
      return this.#bytesBeside(name);
    });
    const kept = Math.max(0, Math.min(rows, Math.floor((this.#mostBytes - used) / bytesOfMember)));
    await writeMatrix(`${file}.npy`, viewRows(parameters, 0, kept), beforeRename);
    await writeTextDurably(`${file}.json`, `${JSON.stringify({ ...evaluation, kept })}\n`, beforeRename);
  }

  /** By step and round. Errors: RUN_CORRUPT with the file, INPUT_UNREADABLE. */
  async list(): Promise<readonly FailedEvaluation[]> {
    const names = await reading(this.#folder, 'RUN_CORRUPT', () => this.#names());
    const files = names.filter((name) => name.endsWith('.json')).map((name) => join(this.#folder, name));
    const found = await Promise.all(
      files.map(async (file) =>
        parseEvaluation(await reading(file, 'RUN_CORRUPT', () => readFile(file, 'utf8')), file),
      ),
    );
    return found.sort((a, b) => a.step - b.step || a.round - b.round);
  }

  /** F x Nm, the first `kept` failures of the evaluation. Errors: RUN_CORRUPT, INPUT_UNREADABLE, DATA_FORMAT. */
  async parameters(evaluation: FailedEvaluation): Promise<Matrix> {
    const file = join(this.#folder, `${nameOf(evaluation)}.npy`);
    const matrix = await readMatrix(file, 'RUN_CORRUPT');
    if (matrix.rows === evaluation.kept) return matrix;
    const [expected, got] = [`${evaluation.kept} rows`, String(matrix.rows)];
    throw new EnkitError('RUN_CORRUPT', { location: { file }, expected, got });
  }

  /** On resuming from the checkpoint of `step`: removes what belongs to later steps, which are evaluated again. */
  async removeAfter(step: number): Promise<void> {
    await writing(this.#folder, async () => {
      const later = (await this.#names()).filter((name) => Number(FILE_NAME.exec(name)?.[1]) > step);
      await Promise.all(later.map((name) => rm(join(this.#folder, name), { force: true })));
      if (later.length > 0) await syncDirectory(this.#folder);
    });
  }

  /** Removes what a killed process left half written. */
  async clean(): Promise<void> {
    const isThere = await access(this.#folder).then(
      () => true,
      () => false,
    );
    if (isThere) await removeStrayTemporaries(this.#folder);
  }
}
