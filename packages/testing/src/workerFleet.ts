/** enkit-worker processes under a supervisor that starts each one again when it dies, as Kubernetes would. */
import { startEnkitWorker, WORKER_READY } from './enkitPrograms.ts';
import type { Program, ProgramEnd, ProgramOptions } from './program.ts';

export interface WorkerFleetOptions extends ProgramOptions {
  readonly workers: number;
  /** Options of enkit-worker. */
  readonly words: readonly string[];
}

export interface WorkerFleet {
  /** The processes of this moment, which may be starting. */
  workers(): readonly Program[];
  /** Processes that ended without being asked to. */
  deaths(): number;
  /** kill -9 of one worker that is at work; another one is started in its place. */
  kill(index: number): void;
  /** Ends all of them: SIGTERM and, unless they leave within a while, SIGKILL. */
  stop(): Promise<readonly ProgramEnd[]>;
}

const PATIENCE_MILLISECONDS = 15_000;

async function endPatiently(worker: Program): Promise<ProgramEnd> {
  const kill = setTimeout(() => worker.signal('SIGKILL'), PATIENCE_MILLISECONDS);
  try {
    return await worker.end('SIGTERM');
  } finally {
    clearTimeout(kill);
  }
}

const INFRASTRUCTURE = 75;

/** One with wrong options would not start the next time either. */
function mayRecover(worker: Program, { code, signal }: ProgramEnd): boolean {
  return WORKER_READY.test(worker.output()) || signal !== null || code === INFRASTRUCTURE;
}

/** Resolves when all workers are ready; rejects with the output of one that cannot start. */
export async function startWorkerFleet({ workers: size, words, ...options }: WorkerFleetOptions): Promise<WorkerFleet> {
  const workers: Program[] = [];
  let stopping = false;
  let deaths = 0;
  const start = async (index: number): Promise<void> => {
    const worker = startEnkitWorker(words, options);
    workers[index] = worker;
    void worker.ended.then((end) => {
      if (stopping) return;
      deaths++;
      if (mayRecover(worker, end)) start(index).catch(() => undefined);
    });
    await worker.shows(WORKER_READY);
  };
  const stop = (): Promise<readonly ProgramEnd[]> => {
    stopping = true;
    return Promise.all(workers.map(endPatiently));
  };
  try {
    await Promise.all(Array.from({ length: size }, (_, index) => start(index)));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    workers: () => workers,
    deaths: () => deaths,
    kill: (index) => workers[index].signal('SIGKILL'),
    stop,
  };
}
