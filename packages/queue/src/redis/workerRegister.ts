/** The register of living workers: who they are, what they can do, and what they are doing. */
import type { Redis } from 'ioredis';
import { KEY_SECONDS, SILENCE_MILLISECONDS } from '../queueSettings.ts';
import { workerKeys } from './keys.ts';
import { runScript } from './scripts.ts';

export interface WorkerDescription {
  readonly id: string;
  /** Host name and process. */
  readonly node: string;
  readonly threads: number;
  readonly fingerprint: string;
  readonly protocol: number;
  /** It takes no new jobs. */
  readonly draining: boolean;
  /** Jobs that run now, jobs and members evaluated since it started. */
  readonly running: number;
  /** Runs that these jobs belong to. */
  readonly runs: readonly string[];
  readonly jobsDone: number;
  readonly membersDone: number;
}

export async function registerWorker(redis: Redis, prefix: string, worker: WorkerDescription): Promise<void> {
  await runScript(redis, 'workerRegister', workerKeys(prefix), [worker.id, JSON.stringify(worker), KEY_SECONDS]);
}

export async function unregisterWorker(redis: Redis, prefix: string, id: string): Promise<void> {
  await runScript(redis, 'workerRegister', workerKeys(prefix), [id, '', KEY_SECONDS]);
}

function parse(text: string): WorkerDescription[] {
  try {
    const worker = JSON.parse(text) as Partial<WorkerDescription>;
    const usable = typeof worker.id === 'string' && typeof worker.node === 'string' && Number.isInteger(worker.threads);
    return usable ? [worker as WorkerDescription] : [];
  } catch {
    return [];
  }
}

/** Workers heard of within the last 15 seconds, by node. An entry that is no description is left out. */
export async function listWorkers(redis: Redis, prefix: string): Promise<readonly WorkerDescription[]> {
  const texts = (await runScript(redis, 'workerList', workerKeys(prefix), [SILENCE_MILLISECONDS])) as string[];
  return texts.flatMap(parse).sort((a, b) => (a.node < b.node ? -1 : 1));
}
