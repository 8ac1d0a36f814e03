/** Keeps an eye on the register of workers: who is there, who may take part, how many threads that makes. */
import type { Redis } from 'ioredis';
import type { QueueNotice } from '../queueNotice.ts';
import { listWorkers, type WorkerDescription } from '../redis/workerRegister.ts';

export interface WorkerWatchOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly fingerprint: string;
  readonly notice: (notice: QueueNotice) => void;
  readonly trouble: (error: unknown) => void;
}

export interface WorkerWatch {
  workers(): readonly WorkerDescription[];
  /** Threads of the workers that take part. */
  threads(): number;
  refresh(): Promise<void>;
  stop(): void;
}

const REFRESH_MILLISECONDS = 1000;
/** Looks in a row that find no worker before that is said: a fleet takes some seconds to start. */
const LOOKS_WITHOUT = 5;

export function watchWorkers(options: WorkerWatchOptions): WorkerWatch {
  const { redis, prefix, fingerprint, notice, trouble } = options;
  let workers: readonly WorkerDescription[] = [];
  const takesPart = (worker: WorkerDescription): boolean => worker.fingerprint === fingerprint && !worker.draining;

  const threads = (): number => workers.filter(takesPart).reduce((sum, worker) => sum + worker.threads, 0);

  const compare = (before: readonly WorkerDescription[], after: readonly WorkerDescription[]): void => {
    const [known, living] = [before, after].map((list) => new Set(list.map(({ id }) => id)));
    for (const worker of after) {
      if (known.has(worker.id)) continue;
      const { node, threads } = worker;
      notice(
        worker.fingerprint === fingerprint
          ? { kind: 'worker-joined', node, threads }
          : { kind: 'worker-mismatch', node },
      );
    }
    for (const { id, node, threads } of before) if (!living.has(id)) notice({ kind: 'worker-left', node, threads });
  };
  let looksWithout = 0;
  const refresh = async (): Promise<void> => {
    const found = await listWorkers(redis, prefix);
    compare(workers, found);
    workers = found;
    looksWithout = threads() > 0 ? 0 : looksWithout + 1;
    if (looksWithout === LOOKS_WITHOUT) notice({ kind: 'no-workers', prefix });
  };
  const timer = setInterval(() => void refresh().catch(trouble), REFRESH_MILLISECONDS);
  return {
    workers: () => workers,
    threads,
    refresh,
    stop: () => clearInterval(timer),
  };
}
