/**
 * How many threads share a batch: each needs work for longer than it takes to wake it and to hear of it. Two threads that
 * share 100 members of 2 microseconds are done later than one. Results do not depend on it.
 */
const LEAST_SECONDS = 1e-4;

/**
 * @param members of the batch
 * @param threads that there are
 * @param secondsPerMember measured, of one member on one thread; undefined when nothing is known, and all threads share
 */
export function sharingThreads(members: number, threads: number, secondsPerMember: number | undefined): number {
  if (secondsPerMember === undefined) return threads;
  const worthwhile = Math.floor((members * secondsPerMember) / LEAST_SECONDS);
  return Math.max(1, Math.min(threads, worthwhile));
}
