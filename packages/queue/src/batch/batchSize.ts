/**
 * How many members go into the next batch.
 *
 * The queue costs about 1 ms a job, so a job should last 0.2 to 2 s; the last batches should be short, so that no
 * thread waits long for another. Both follow from guided self-scheduling (Polychronopoulos and Kuck 1987,
 * doi:10.1109/TC.1987.5009495): a quarter of a thread's share of what remains, held between the two durations.
 */
const SHORTEST_SECONDS = 0.2;
const LONGEST_SECONDS = 2;
const BATCHES_PER_THREAD = 4;
/** Members per batch while nothing has been measured yet: enough to measure, too few to matter. */
const PILOT_MEMBERS = 16;

export interface BatchSizing {
  /** Members of the whole request. */
  readonly total: number;
  /** Members not yet in a batch. */
  readonly remaining: number;
  /** Worker threads that share them. */
  readonly threads: number;
  /** Measured seconds of one member on one thread; absent before the first result. */
  readonly secondsPerMember?: number | undefined;
  /** The user's own batch size: used as it is. */
  readonly explicit?: number | undefined;
  /** Bytes of one member on the wire (the larger of parameters and predictions), and the most that a batch may hold. */
  readonly bytesPerMember?: number | undefined;
  readonly maximumBytes?: number | undefined;
}

function bySeconds({ total, remaining }: BatchSizing, threads: number, seconds: number): number {
  const cost = Math.max(seconds, 1e-9);
  const guided = remaining / (BATCHES_PER_THREAD * threads);
  const held = Math.min(Math.max(guided, SHORTEST_SECONDS / cost), LONGEST_SECONDS / cost);
  return Math.min(Math.ceil(held), Math.ceil(total / threads));
}

/** Members in the next batch: between 1 and `remaining` (0 when none remain). Results never depend on it. */
export function batchSize(sizing: BatchSizing): number {
  const { remaining, secondsPerMember } = sizing;
  if (remaining <= 0) return 0;
  const threads = Math.max(1, sizing.threads);
  const pilot = Math.min(PILOT_MEMBERS, Math.ceil(remaining / (BATCHES_PER_THREAD * threads)));
  const measured = secondsPerMember === undefined ? pilot : bySeconds(sizing, threads, secondsPerMember);
  const wanted = sizing.explicit ?? measured;
  const fitting = Math.floor((sizing.maximumBytes ?? Infinity) / Math.max(1, sizing.bytesPerMember ?? 1));
  return Math.max(1, Math.min(wanted <= fitting ? wanted : evenly(sizing.total, fitting, threads), remaining));
}

/** Members of each batch when all threads get as many of them, and none is above the limit: one left over would keep a thread waiting. */
function evenly(total: number, most: number, threads: number): number {
  const rounds = Math.ceil(total / (threads * Math.max(1, most)));
  return Math.ceil(total / (threads * rounds));
}
