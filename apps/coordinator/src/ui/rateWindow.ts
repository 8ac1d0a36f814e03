/** A rate over the last seconds, in constant space. Times are seconds of any clock that does not go back. */

const BUCKETS = 20;
const BUCKET_SECONDS = 0.5;
/** A rate over less time than this would jump. */
const LEAST_SECONDS = 1;

export class RateWindow {
  readonly #began: number;
  readonly #counts = Array.from({ length: BUCKETS }, () => 0);
  /** Number of the newest bucket since the beginning. */
  #newest = 0;

  constructor(now: number) {
    this.#began = now;
  }

  add(now: number, count: number): void {
    this.#turn(now);
    this.#counts[this.#newest % BUCKETS] += count;
  }

  /** Counts a second over the last ten seconds, or since the beginning. */
  perSecond(now: number): number {
    this.#turn(now);
    const covered = Math.min(
      now - this.#began,
      (BUCKETS - 1) * BUCKET_SECONDS + ((now - this.#began) % BUCKET_SECONDS),
    );
    return this.#counts.reduce((sum, count) => sum + count, 0) / Math.max(LEAST_SECONDS, covered);
  }

  #turn(now: number): void {
    const newest = Math.max(this.#newest, Math.floor((now - this.#began) / BUCKET_SECONDS));
    const passed = Math.min(BUCKETS, newest - this.#newest);
    for (let k = 1; k <= passed; k++) this.#counts[(newest - passed + k) % BUCKETS] = 0;
    this.#newest = newest;
  }
}
