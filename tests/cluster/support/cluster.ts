/** A Redis, worker processes and runs on them, in a folder that is removed with them. */
import {
  startEnkit,
  startEnkitWorker,
  startRedisServer,
  startWorkerFleet,
  WORKER_READY,
  type Program,
  type ProgramEnd,
  type RedisServer,
  type RedisServerOptions,
  type WorkerFleet,
} from '@enkit/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MODELS } from './decayExperiment.ts';
import { Journal } from './journal.ts';

export interface ClusterOptions {
  readonly workers: number;
  readonly redis?: RedisServerOptions;
  /** More options of enkit-worker. */
  readonly words?: readonly string[];
  /** Milliseconds that an evaluation of the decay takes on a worker. */
  readonly milliseconds?: number;
}

export interface Place {
  /** Of a proxy, instead of that of the Redis itself. */
  readonly url?: string;
  /** Of the keys, so that a run has workers of its own. */
  readonly prefix?: string;
}

export interface Cluster {
  readonly redis: RedisServer;
  readonly fleet: WorkerFleet;
  /** Working directory of the runs. */
  readonly folder: string;
  readonly journal: Journal;
  /** `enkit WORDS --redis URL`. */
  start(words: readonly string[], place?: Place): Program;
  /** One more `enkit-worker WORDS`, ready for members, beside the fleet, without its supervisor and its models. */
  addWorker(words: readonly string[], milliseconds: number, place?: Place): Promise<Program>;
  stop(): Promise<void>;
}

/** A lock that is short for a test, yet longer than a busy machine lets a healthy process wait. */
const LOCK_SECONDS = 3;

export async function openCluster({
  workers,
  redis: redisOptions,
  words = [],
  milliseconds = 0,
}: ClusterOptions): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'enkit-cluster-'));
  const journal = new Journal(join(folder, 'journal'));
  const redis = await startRedisServer(redisOptions);
  const stopRedis = async (): Promise<void> => {
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const common = ['--threads', '1', '--lock', String(LOCK_SECONDS)];
  const environment = (pause: number): Record<string, string> => ({
    ENKIT_TEST_JOURNAL: journal.file,
    ENKIT_TEST_MILLISECONDS: String(pause),
  });
  const added: Program[] = [];
  const fleet = await startWorkerFleet({
    workers,
    words: ['--redis', redis.url, '--models', MODELS, ...common, ...words],
    environment: environment(milliseconds),
  }).catch(async (error: unknown) => {
    await stopRedis();
    throw error;
  });
  return {
    redis,
    fleet,
    folder,
    journal,
    start: (runWords, { url = redis.url, prefix = 'enkit' } = {}) =>
      startEnkit([...runWords, '--redis', url], { directory: folder, environment: { ENKIT_PREFIX: prefix } }),
    addWorker: async (workerWords, pause, { url = redis.url, prefix = 'enkit' } = {}) => {
      const place = ['--redis', url, '--prefix', prefix];
      const worker = startEnkitWorker([...place, ...common, ...workerWords], { environment: environment(pause) });
      added.push(worker);
      await worker.shows(WORKER_READY);
      return worker;
    },
    stop: async () => {
      await Promise.all([fleet.stop(), ...added.map((worker) => worker.end('SIGKILL'))]);
      await stopRedis();
    },
  };
}

/** What the tests read of a run's result. */
export interface RunLine {
  readonly run: string;
  readonly directory: string;
  readonly ensembleSha256: string;
  readonly members: number;
  readonly steps: number;
  readonly failedMembers: number;
  readonly queue: string;
}

/** The result of a run that was started with --json; an error that holds its output when it has none. */
export function resultOf({ code, signal, stdout, stderr }: ProgramEnd): RunLine {
  if (code !== 0) throw new Error(`enkit ended with ${code ?? signal}:\n${stderr}\n${stdout}`);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as RunLine;
}

/** Runs the experiment in one process and without Redis: the bits that every other run of it must give. */
export async function referenceRun(
  file: string,
  folder: string,
  words: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<RunLine> {
  const run = startEnkit(['run', file, '--json', '--threads', '1', ...words], { directory: folder, environment });
  return resultOf(await run.ended);
}
