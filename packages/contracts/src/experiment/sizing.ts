/**
 * What a run needs of a cluster, in bytes. Ne members, Nm parameters of b bytes (8, or 4 with ensemble.precision: single), Nd
 * observations of a step, Nt test values:
 *
 *   moved        Ne (b Nm + 8 Nd) + 256 batches    parameters out, predictions back; a monitored step also Ne (b Nm + 8 Nt)
 *   payload      min(limit, the largest evaluation, jobs per thread x threads x bytes of a batch)
 *   redis        2 payload + context + jobs + connections     a value is copied when it comes and when it goes
 *   worker       192 MiB + threads x 48 MiB + (threads + 1) x 3 x bytes of a batch    received, decoded, answered
 *   coordinator  512 MiB + 2 x estimateMemory      arrays live a little longer than the estimate knows
 *   volume       4 b Ne Nm                         three checkpoints and the final ensemble
 *
 * The allowances for programs are rounded up from measurements (tests/infra/sizing.test.ts repeats them); what a model
 * itself needs is not in them.
 */
import { bytesOf } from '@enkit/numerics';
import type { Experiment } from './experiment.ts';
import { estimateMemory, type MemoryEstimate, type ProblemSizes } from './memory.ts';

export interface RunSizes extends ProblemSizes {
  /** Training points times outputs; default the observations of a step. */
  readonly trainValues?: number;
  /** Inputs of all points, training and test; default none. */
  readonly pointValues?: number;
}

/** The workers that share the members. */
export interface Fleet {
  readonly workers: number;
  /** Of one worker. */
  readonly threads: number;
}

/** Bounds that the queue keeps. */
export interface QueueLimits {
  /** Parameters and predictions in Redis at once. */
  readonly bytesInFlight: number;
  /** Parameters and predictions of one batch. */
  readonly batchBytes: number;
  /** Open jobs for one worker thread. */
  readonly jobsPerThread: number;
  /** Finished jobs that stay for a while, as many that failed, and events. */
  readonly keptJobs: number;
}

/** Bytes by part; `total` is their sum. */
export interface RedisSizing {
  readonly payload: number;
  readonly context: number;
  readonly jobs: number;
  readonly connections: number;
  readonly total: number;
}

/** All in bytes. */
export interface RunSizing {
  readonly coordinator: number;
  /** What the coordinator's share for the run is made of. */
  readonly estimate: MemoryEstimate;
  /** Peak of the memory used, what `maxmemory` must allow. */
  readonly redis: RedisSizing;
  /** One worker. */
  readonly worker: number;
  /** Payload between coordinator and Redis in one step; the workers move the same once more. */
  readonly movedPerStep: number;
  /** The same in a step after which the test points are evaluated. */
  readonly movedPerMonitoredStep: number;
  readonly volume: number;
}

const MIB = 2 ** 20;
const BYTES = Float64Array.BYTES_PER_ELEMENT;
const COORDINATOR_PROGRAM = 512 * MIB;
const WORKER_PROGRAM = 256 * MIB;
const WORKER_THREAD = 48 * MIB;
const COPIES_OF_BATCH = 3;
const REDIS_PROGRAM = 3 * MIB;
const REDIS_OF_WORKER = MIB / 2;
/** Hash, place in the set of finished jobs, event. */
const JOB_BYTES = 2560;
/** Digest of a result and its starts. */
const DIGEST_BYTES = 256;
/** Headers of a batch's two blobs, and its report. */
const ENVELOPE_BYTES = 256;
const CHECKPOINTS_AND_RESULT = 4;

type SizedExperiment = Pick<Experiment, 'ensemble' | 'method' | 'evaluation'>;

/** What the experiment needs for a problem of these sizes, with this fleet and a queue of these limits. */
export function sizeRun(experiment: SizedExperiment, sizes: RunSizes, fleet: Fleet, limits: QueueLimits): RunSizing {
  const { parameters: Nm, observations: Nd, testValues: Nt = 0, trainValues = Nd } = sizes;
  const { size: Ne, precision } = experiment.ensemble;
  const vector = bytesOf(precision) * Nm;
  const estimate = estimateMemory(experiment, sizes);
  const batches = Math.ceil(Ne / (experiment.evaluation.batch ?? 1));
  const moved = (values: number): number => Ne * (vector + BYTES * values) + ENVELOPE_BYTES * batches;
  const member = vector + BYTES * Math.max(Nd, Nt, trainValues);
  const largest = (Ne + 1) * member;
  // A batch holds one member at least, however large it is.
  const batchBytes = Math.max(member, Math.min(limits.batchBytes, largest));
  const movedPerStep = moved(Nd);
  return {
    coordinator: COORDINATOR_PROGRAM + 2 * estimate.total,
    estimate,
    redis: sizeRedis(sizes, fleet, limits, largest, batches),
    worker: WORKER_PROGRAM + fleet.threads * WORKER_THREAD + (fleet.threads + 1) * COPIES_OF_BATCH * batchBytes,
    movedPerStep,
    movedPerMonitoredStep: movedPerStep + (Nt > 0 ? moved(Nt) : 0),
    volume: CHECKPOINTS_AND_RESULT * Ne * vector,
  };
}

/** @param largest bytes of the run's largest evaluation, @param batches most batches of one */
function sizeRedis(
  { pointValues = 0 }: RunSizes,
  { workers, threads }: Fleet,
  { bytesInFlight, batchBytes, jobsPerThread, keptJobs }: QueueLimits,
  largest: number,
  batches: number,
): RedisSizing {
  const open = jobsPerThread * workers * threads;
  const parts = {
    payload: 2 * Math.min(bytesInFlight, largest, open * batchBytes),
    context: 2 * BYTES * pointValues,
    jobs: JOB_BYTES * (2 * keptJobs + open) + DIGEST_BYTES * batches,
    connections: REDIS_PROGRAM + REDIS_OF_WORKER * workers,
  };
  return { ...parts, total: Object.values(parts).reduce((sum, bytes) => sum + bytes, 0) };
}
