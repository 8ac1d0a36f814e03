/**
 * One batch on one or more threads, watched: when a thread dies or a member overruns its time limit, the marker on shared
 * memory tells which member ran; that member fails, and what had not run goes to the other threads.
 */
import { EVALUATED, type MemberFailure, type MemberOutcome } from '@enkit/contracts/evaluation';
import { createSharedMatrix, precisionOf, rowOf, type AnyMatrix } from '@enkit/numerics';
import { NODE } from '../evaluateRows.ts';
import { describeThrown } from '../model/memberError.ts';
import type { ForwardAnswer, ForwardTask, Marker } from './messages.ts';
import { RunningTime, SAMPLES_KEPT, type MemberTimes } from './timeLimit.ts';

export type RunForward = (task: ForwardTask, signal: AbortSignal) => Promise<ForwardAnswer>;
export type BatchTask = Omit<ForwardTask, 'marker'>;
/** What the threads that share a batch have together. */
type SharedMarker = Omit<Marker, 'row'>;

const WATCH_EVERY_MS = 50;

/**
 * Outcomes of all rows of the task; rejects only when the batch itself cannot be run (or `signal` aborts).
 * @param threads that share the batch
 */
export async function runWatchedBatch(
  task: BatchTask,
  run: RunForward,
  times: MemberTimes,
  signal: AbortSignal,
  threads: number,
): Promise<MemberOutcome[]> {
  const outcomes: MemberOutcome[] = [];
  let pending = new Uint32Array(task.members.length).map((_, row) => row);
  while (pending.length > 0) {
    const part = selectPart(task, pending);
    const marker = createMarker(pending.length);
    const attempt = await runTogether({ ...part, marker }, run, times, signal, threads);
    pending.forEach((row, i) => {
      if (part.predicted !== task.predicted && marker.state[i] === 1)
        rowOf(task.predicted, row).set(rowOf(part.predicted, i));
      if (marker.state[i] === 1) outcomes[row] = EVALUATED;
    });
    for (const { row, outcome } of attempt) {
      outcomes[pending[row]] = outcome;
      rowOf(task.predicted, pending[row]).fill(NaN);
    }
    pending = pending.filter((row) => outcomes[row] === undefined);
  }
  return outcomes;
}

/** The rows that failed on any of the threads. When one thread cannot run its part, the others are stopped. */
async function runTogether(
  { marker, ...task }: BatchTask & { readonly marker: SharedMarker },
  run: RunForward,
  times: MemberTimes,
  signal: AbortSignal,
  threads: number,
): Promise<ForwardAnswer> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const parts = Array.from({ length: Math.min(threads, task.members.length) }, async () => {
    try {
      return await runAttempt({ ...task, marker: { ...marker, row: idleRow() } }, run, times, either);
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  });
  await Promise.allSettled(parts);
  return (await Promise.all(parts)).flat();
}

/** The rows of one thread that failed, the one during which it died or was stopped among them. */
async function runAttempt(
  task: ForwardTask,
  run: RunForward,
  times: MemberTimes,
  signal: AbortSignal,
): Promise<ForwardAnswer> {
  const watchdog = watch(task.marker, times);
  try {
    return await run(task, AbortSignal.any([signal, watchdog.signal]));
  } catch (error) {
    signal.throwIfAborted();
    const failedRow = Atomics.load(task.marker.row, 0);
    if (failedRow < 0) throw error;
    return [{ row: failedRow, outcome: watchdog.timeout() ?? threadFailure(error) }];
  } finally {
    watchdog.stop();
    tellTimes(task.marker, times);
  }
}

/** Tells of the evaluated rows that have not been told of: of one that hangs, the others say how long it may take. */
function tellTimes({ state, seconds }: Marker, times: MemberTimes): void {
  for (let row = 0, told = 0; row < state.length && told < SAMPLES_KEPT; row++) {
    if (state[row] !== 1 || seconds[row] === 0) continue;
    times.add(seconds[row]);
    seconds[row] = 0;
    told++;
  }
}

/** Aborts the attempt when the running member overruns the limit of that moment. */
function watch(
  marker: Marker,
  times: MemberTimes,
): { signal: AbortSignal; timeout(): MemberFailure | undefined; stop(): void } {
  const abort = new AbortController();
  let failure: MemberFailure | undefined;
  const running = new RunningTime();
  const timer = setInterval(() => {
    const seconds = running.observe(Atomics.load(marker.row, 0), performance.now() / 1000);
    const limit = times.limit();
    if (seconds <= limit.seconds) return;
    const message = `still running after ${limit.seconds.toPrecision(3)} s (${limit.reason})`;
    failure = { status: 'failed', code: 'MEMBER_TIMEOUT', message, node: NODE };
    abort.abort();
  }, WATCH_EVERY_MS);
  return { signal: abort.signal, timeout: () => failure, stop: () => clearInterval(timer) };
}

function threadFailure(error: unknown): MemberFailure {
  const text = describeThrown(error);
  const outOfMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (outOfMemory) return { status: 'failed', code: 'MEMBER_OOM', message: 'the model ran out of memory', node: NODE };
  const exit = /exited with code: (\d+)/.exec(text);
  if (exit)
    return {
      status: 'failed',
      code: 'MEMBER_EXIT',
      message: `the model ended its thread with exit code ${exit[1]}`,
      node: NODE,
    };
  return { status: 'failed', code: 'MEMBER_THREW', message: text, node: NODE };
}

function createMarker(rows: number): SharedMarker {
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
  return {
    next: new Int32Array(shared(4)),
    state: new Uint8Array(shared(rows)),
    seconds: new Float64Array(shared(8 * rows)),
  };
}

function idleRow(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4)).fill(-1);
}

/** The rows still to run as a task; the whole task itself when that is all of them. */
function selectPart(task: BatchTask, rows: Uint32Array): BatchTask {
  if (rows.length === task.members.length) return task;
  const members = new Uint32Array(new SharedArrayBuffer(4 * rows.length));
  rows.forEach((row, i) => (members[i] = task.members[row]));
  return { ...task, members, parameters: shareRows(task.parameters, rows), predicted: shareRows(task.predicted, rows) };
}

function shareRows<Shared extends AnyMatrix>(matrix: Shared, rows: Uint32Array): Shared {
  const shared = createSharedMatrix(rows.length, matrix.columns, precisionOf(matrix));
  rows.forEach((row, i) => rowOf(shared, i).set(rowOf(matrix, row)));
  return shared as Shared;
}
