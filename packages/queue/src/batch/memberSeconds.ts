/** Remembers how long one member takes, by kind of evaluation, from the batches that came back. */
const WEIGHT_OF_NEWEST = 0.3;

export interface MemberSeconds {
  /** Seconds of one member on one thread; undefined before the first batch of this kind. */
  get(kind: string): number | undefined;
  record(kind: string, seconds: number, members: number): void;
}

/** An exponentially weighted mean; only the batch size depends on it, never a result. */
export function createMemberSeconds(): MemberSeconds {
  const means = new Map<string, number>();
  return {
    get: (kind) => means.get(kind),
    record(kind, seconds, members) {
      const newest = seconds / members;
      const before = means.get(kind) ?? newest;
      means.set(kind, before + WEIGHT_OF_NEWEST * (newest - before));
    },
  };
}
