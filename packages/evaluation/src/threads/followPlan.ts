/**
 * A plan that several threads follow together without anybody between them: each runs the plan, and so sees the same groups
 * of works on the same memory; blocks are taken by a counter, and a group begins when all blocks of the one before are computed.
 * A thread that comes late finds what is left, or nothing.
 */
import { computeBlocks, totalBlocks, type AnalysisPlan } from '@enkit/assimilation';
import type { Backend } from '@enkit/numerics';

/** Of a plan. */
const MOST_GROUPS = 32;
/** Positions in the shared counters: the state, then of each group the block to take next and the blocks computed. */
const STATE = 0;
const nextOf = (group: number): number => 1 + 2 * group;
const doneOf = (group: number): number => 2 + 2 * group;

const RUNNING = 0;
const ENDED = 1;
/** Blocks computed of a group that is never complete. */
const ABANDONED = -(2 ** 30);

/** A look takes some 10 ns; a thread that sleeps needs about 50 us to wake up. */
const LOOKS = 5000;

export function createPlanProgress(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * (1 + 2 * MOST_GROUPS)));
}

/** Makes all who follow the plan leave it. */
export function abandon(progress: Int32Array): void {
  Atomics.store(progress, STATE, ENDED);
  for (let group = 0; group < MOST_GROUPS; group++) {
    Atomics.store(progress, doneOf(group), ABANDONED);
    Atomics.notify(progress, doneOf(group));
  }
}

/** Takes part in the plan; its result, or undefined where others have ended it. Whoever throws ends it for all. */
export function followPlan<Result>(
  plan: AnalysisPlan<Result>,
  progress: Int32Array,
  backend: Backend,
): Result | undefined {
  try {
    return follow(plan, progress, backend);
  } catch (error) {
    // The memory of a plan that has ended may be that of another one by now.
    if (hasEnded(progress)) return undefined;
    abandon(progress);
    throw error;
  }
}

function follow<Result>(plan: AnalysisPlan<Result>, progress: Int32Array, backend: Backend): Result | undefined {
  for (let group = 0; ; group++) {
    const next = plan.next();
    if (hasEnded(progress)) return undefined;
    if (next.done) {
      Atomics.store(progress, STATE, ENDED);
      return next.value;
    }
    const total = totalBlocks(next.value);
    computeBlocks(next.value, takeFrom(progress, group, total), backend);
    awaitGroup(progress, group, total);
  }
}

const hasEnded = (progress: Int32Array): boolean => Atomics.load(progress, STATE) !== RUNNING;

/** Asking for a block says that the one before is computed. */
function takeFrom(progress: Int32Array, group: number, total: number): () => number | undefined {
  let hasOne = false;
  return () => {
    if (hasOne && Atomics.add(progress, doneOf(group), 1) + 1 === total) Atomics.notify(progress, doneOf(group));
    const block = Atomics.add(progress, nextOf(group), 1);
    hasOne = block < total;
    return hasOne ? block : undefined;
  };
}

/** Returns when all blocks are computed, or the plan is abandoned. */
function awaitGroup(progress: Int32Array, group: number, total: number): void {
  for (let look = 1; ; look++) {
    const done = Atomics.load(progress, doneOf(group));
    if (done === total || done < 0) return;
    if (look > LOOKS) Atomics.wait(progress, doneOf(group), done);
  }
}
