/** How long the work stood still after a fault, read from the journal of the evaluations. */
import type { JournalEntry } from '../../../../tests/cluster/support/journal.ts';

/** Times are in milliseconds since the epoch. */
export interface Fault {
  readonly time: number;
  /** The worker that it met. */
  readonly pid?: number;
}

/** Differences of neighbours. */
function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((time, k) => time - times[k]);
}

/** Seconds of the longest time without the end of an evaluation, from each fault until the next one or the last end. */
export function longestPauses(entries: readonly JournalEntry[], faults: readonly Fault[]): number[] {
  const ends = entries.filter(({ event }) => event === 'end').map(({ time }) => time);
  return faults.map(({ time: begin }, k) => {
    const next = faults[k + 1]?.time ?? Infinity;
    const later = ends.filter((time) => time > begin);
    // The first evaluation after the next fault ends the pause of this one when none came before.
    const count = Math.max(1, later.filter((time) => time <= next).length);
    return Math.max(0, ...gaps([begin, ...later.slice(0, count)])) / 1000;
  });
}

/** The evaluation that the process had begun and not ended at the time of the fault. */
function interrupted(entries: readonly JournalEntry[], { pid, time }: Fault): JournalEntry | undefined {
  const last = entries.findLast((entry) => entry.pid === pid && entry.time <= time);
  return last?.event === 'begin' ? last : undefined;
}

/** Seconds until the member that each fault interrupted was evaluated by another process; nothing for a fault in idleness. */
export function untilTakenOver(entries: readonly JournalEntry[], faults: readonly Fault[]): number[] {
  return faults.flatMap((fault) => {
    const lost = interrupted(entries, fault);
    const again = entries.find(
      ({ event, seed, step, member, pid, time }) =>
        event === 'end' &&
        seed === lost?.seed &&
        step === lost.step &&
        member === lost.member &&
        pid !== fault.pid &&
        time > fault.time,
    );
    return again ? [(again.time - fault.time) / 1000] : [];
  });
}
