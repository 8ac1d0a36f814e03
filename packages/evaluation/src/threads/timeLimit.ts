/**
 * How long a member may take: the hard limit, and once 20 members are known a multiple of their median, so that a hung
 * member is found long before the hard limit of a cheap model. The floor keeps a busy machine from failing healthy members.
 */
import { median } from '@enkit/numerics';

const SAMPLES_NEEDED = 20;
export const SAMPLES_KEPT = 200;
const MULTIPLE_OF_MEDIAN = 20;
const FLOOR_SECONDS = 10;
/** More than this between two looks is time in which the watching process did not run, or hardly. */
const LONGEST_LOOK_SECONDS = 1;

export interface TimeLimit {
  /** Seconds that a member may run now. */
  readonly seconds: number;
  /** Why, for the log and the failed member's message. */
  readonly reason: string;
}

/** Collects the seconds of evaluated members. */
export class MemberTimes {
  readonly #samples: number[] = [];
  readonly #hardLimit: number;

  constructor(hardLimitSeconds: number) {
    this.#hardLimit = hardLimitSeconds;
  }

  add(seconds: number): void {
    this.#samples.push(seconds);
    if (this.#samples.length > SAMPLES_KEPT) this.#samples.shift();
  }

  /** Seconds of the median member; undefined while too few are known. */
  typical(): number | undefined {
    return this.#samples.length < SAMPLES_NEEDED ? undefined : median(this.#samples);
  }

  limit(): TimeLimit {
    const hard = { seconds: this.#hardLimit, reason: `evaluation.timeLimitSeconds is ${this.#hardLimit} s` };
    const typical = this.typical();
    if (typical === undefined) return hard;
    const adapted = Math.max(FLOOR_SECONDS, MULTIPLE_OF_MEDIAN * typical);
    if (adapted >= this.#hardLimit) return hard;
    return {
      seconds: adapted,
      reason: `${MULTIPLE_OF_MEDIAN} x the median member of ${typical.toPrecision(2)} s, at least ${FLOOR_SECONDS} s`,
    };
  }
}

/**
 * How long the running member has been seen running. A process that was stopped, or a machine that slept, did not
 * compute meanwhile, and no clock says so: what lies between two looks counts for a second at most.
 */
export class RunningTime {
  #row = -1;
  #seconds = 0;
  #lookedAt = 0;

  /** @param row that runs, or -1. @param now in seconds, on a clock that does not go back. Gives its seconds so far. */
  observe(row: number, now: number): number {
    const passed = Math.min(now - this.#lookedAt, LONGEST_LOOK_SECONDS);
    this.#seconds = row >= 0 && row === this.#row ? this.#seconds + passed : 0;
    this.#row = row;
    this.#lookedAt = now;
    return this.#seconds;
  }
}
