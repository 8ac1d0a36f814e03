/** What goes wrong in one simulated evaluation: drawn from the seed alone. */
import { randomStream, type RandomStream } from '@enkit/numerics';

export type Disaster = 'flush' | 'rollback' | 'restart' | 'usurp' | 'partition' | 'freeze-coordinator';

/** Probabilities, per job run or per message. */
export interface FaultRates {
  readonly killRunning: number;
  readonly killCommitted: number;
  readonly freeze: number;
  readonly hang: number;
  readonly handBack: number;
  readonly corrupt: number;
  readonly unreadable: number;
  readonly lostAdd: number;
  readonly lostReply: number;
  readonly deliverAgain: number;
  readonly lostHint: number;
  readonly wrongHint: number;
}

export interface Scenario {
  readonly seed: number;
  readonly members: number;
  readonly batch: number | undefined;
  readonly workers: number;
  readonly threads: number;
  readonly memberSeconds: number;
  /** Speed of each worker: the duration of its work is multiplied by this. */
  readonly slowness: readonly number[];
  /** Members that kill their worker each time, and members that fail. */
  readonly poison: ReadonlySet<number>;
  readonly failing: ReadonlySet<number>;
  readonly rates: FaultRates;
  readonly disasters: readonly { readonly time: number; readonly kind: Disaster }[];
  /** No fault happens after this time, so that the evaluation must end. */
  readonly faultsUntil: number;
}

const HIGHEST_RATES: FaultRates = {
  killRunning: 0.12,
  killCommitted: 0.08,
  freeze: 0.06,
  hang: 0.05,
  handBack: 0.1,
  corrupt: 0.3,
  unreadable: 0.1,
  lostAdd: 0.2,
  lostReply: 0.1,
  deliverAgain: 0.3,
  lostHint: 0.5,
  wrongHint: 0.2,
};
const DISASTERS: readonly Disaster[] = ['flush', 'rollback', 'restart', 'usurp', 'partition', 'freeze-coordinator'];
const FAULT_SECONDS = 40;

/** Each fault is absent in half of the seeds, so that they are met alone and together. */
function drawRates(stream: RandomStream): FaultRates {
  const drawn = Object.entries(HIGHEST_RATES).map(([fault, highest]) => {
    const rate = stream.uniform() < 0.5 ? 0 : highest * stream.uniform();
    return [fault, rate] as const;
  });
  return { ...HIGHEST_RATES, ...Object.fromEntries(drawn) };
}

function drawSet(stream: RandomStream, members: number, most: number): Set<number> {
  const size = Math.max(0, stream.integer(2 * most) - most + 1);
  return new Set(Array.from({ length: size }, () => stream.integer(members)));
}

function drawDisasters(stream: RandomStream): Scenario['disasters'] {
  const count = stream.integer(4);
  return Array.from({ length: count }, () => ({
    time: 2 + stream.uniform() * (FAULT_SECONDS - 2),
    kind: DISASTERS[stream.integer(DISASTERS.length)],
  }));
}

export function drawScenario(seed: number): Scenario {
  const stream = randomStream(seed, 'scenario');
  const members = 1 + stream.integer(40);
  const workers = 1 + stream.integer(4);
  const poison = drawSet(stream, members, 1);
  const failing = drawSet(stream, members, 3);
  for (const member of poison) failing.delete(member);
  return {
    seed,
    members,
    batch: stream.uniform() < 0.5 ? undefined : 1 + stream.integer(12),
    workers,
    threads: 1 + stream.integer(3),
    memberSeconds: 0.05 + stream.uniform() ** 3 * 3,
    slowness: Array.from({ length: workers }, () => (stream.uniform() < 0.15 ? 20 : 1)),
    poison,
    failing,
    rates: drawRates(stream),
    disasters: drawDisasters(stream),
    faultsUntil: FAULT_SECONDS,
  };
}
