/**
 * The decisions of the scheduler, each a pure function of what it knows. They are gathered in one object so that the
 * simulation can plant a mistake in any of them and show that it would be noticed.
 */
import { batchSize } from '../batch/batchSize.ts';
import type { ObservedJob } from './messages.ts';
import type { Batch, SchedulerSettings, SchedulerState } from './state.ts';

const STRIKES = 3;
const LONGEST_PAUSE_SECONDS = 10;
const STRAGGLING_SHARE = 0.05;
/** As many batches as one slow worker with a few threads may hold. */
const LEAST_STRAGGLERS = 4;
const SHORTEST_STRAGGLE_SECONDS = 1;
/** Batches whose median gives the size of the next one. */
const RECENT = 8;

/** What becomes of an attempt that was looked at. */
export type Fate = 'keep' | 'lost' | 'poison' | 'failed';

export interface JobName {
  readonly run: string;
  readonly epoch: number;
  readonly step: number;
  readonly purpose: string;
  readonly first: number;
  readonly count: number;
  readonly attempt: number;
}

/**
 * `run-sStep-purpose-bFirst-cCount-eEpoch-aAttempt`: the same in every process, without ':' as BullMQ's ids ask. The
 * epoch keeps jobs that a fenced predecessor left behind from shadowing ours.
 */
export function formatJobId({ run, epoch, step, purpose, first, count, attempt }: JobName): string {
  return `${run}-s${step}-${purpose}-b${first}-c${count}-e${epoch}-a${attempt}`;
}

function jobId(settings: SchedulerSettings, { first, count }: Batch, attempt: number): string {
  return formatJobId({ ...settings, first, count, attempt });
}

function nextBatchSize(state: SchedulerState): number {
  const { settings, threads } = state;
  return batchSize({
    total: settings.members,
    remaining: settings.members - state.next,
    threads,
    secondsPerMember: quantile(state.memberSeconds.slice(-RECENT), 0.5) || settings.secondsPerMember,
    explicit: settings.batch,
    bytesPerMember: settings.bytesPerMember,
    maximumBytes: settings.maximumBatchBytes,
  });
}

/** A job is over without a result when the queue has lost it, or calls it completed although nothing was committed. */
function fate(job: ObservedJob, committed: boolean): Fate {
  if (committed || job.state === 'waiting' || job.state === 'active') return 'keep';
  if (job.state !== 'failed') return 'lost';
  return job.code === 'BATCH_POISON' ? 'poison' : 'failed';
}

/** Starts without an orderly end that a batch may have. One more death halves a suspect; a single member gets three. */
function strikes(batch: Batch): number {
  return batch.suspected && batch.count > 1 ? 1 : STRIKES;
}

function verdict(batch: Batch): 'suspect' | 'split' | 'convict' {
  if (batch.count > 1) return 'split';
  return batch.suspected ? 'convict' : 'suspect';
}

function halves(batch: Batch): readonly { first: number; count: number }[] {
  const left = Math.ceil(batch.count / 2);
  return [
    { first: batch.first, count: left },
    { first: batch.first + left, count: batch.count - left },
  ];
}

/** A result counts when its batch is open; a second one, or one of a batch that was split meanwhile, does not. */
function counts(state: SchedulerState, key: string): boolean {
  return state.open.get(key)?.disputed === false;
}

function isComplete(state: SchedulerState): boolean {
  return state.doneCount === state.settings.members;
}

function retryPause(batch: Batch): number {
  return Math.min(0.25 * 2 ** (batch.losses - 1), LONGEST_PAUSE_SECONDS);
}

/** The p-quantile of `values` (nearest rank); 0 when there are none. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? 0;
}

/** Seconds that a straggler has run, or undefined: hardly any batch is open and it takes twice the usual time. */
function straggling(state: SchedulerState, batch: Batch, now: number): number | undefined {
  const since = batch.attempts[0]?.runningSince;
  if (since === undefined || batch.copied || batch.suspected || state.next < state.settings.members) return undefined;
  const most = Math.max(LEAST_STRAGGLERS, Math.floor(STRAGGLING_SHARE * (state.open.size + state.accepted.size)));
  const usual = quantile(state.memberSeconds, 0.95) * batch.count;
  const long = now - since > Math.max(2 * usual, SHORTEST_STRAGGLE_SECONDS);
  return usual > 0 && state.open.size <= most && long ? now - since : undefined;
}

export interface SchedulerPolicies {
  readonly nextBatchSize: (state: SchedulerState) => number;
  readonly jobId: (settings: SchedulerSettings, batch: Batch, attempt: number) => string;
  readonly fate: (job: ObservedJob, committed: boolean) => Fate;
  readonly strikes: (batch: Batch) => number;
  readonly verdict: (batch: Batch) => 'suspect' | 'split' | 'convict';
  readonly halves: (batch: Batch) => readonly { first: number; count: number }[];
  readonly counts: (state: SchedulerState, key: string) => boolean;
  readonly isComplete: (state: SchedulerState) => boolean;
  readonly retryPause: (batch: Batch) => number;
  readonly straggling: (state: SchedulerState, batch: Batch, now: number) => number | undefined;
}

export const SCHEDULER_POLICIES: SchedulerPolicies = {
  nextBatchSize,
  jobId,
  fate,
  strikes,
  verdict,
  halves,
  counts,
  isComplete,
  retryPause,
  straggling,
};
