/** What all simulated processes share: the clock, Redis, the network, and chance. */
import { randomStream, type RandomStream } from '@enkit/numerics';
import type { FaultRates, Scenario } from './scenario.ts';
import type { SimulatedProcess } from './simulatedProcess.ts';
import { SimulatedRedis, type StoreRules } from './simulatedRedis.ts';
import { createVirtualClock, type VirtualClock } from './virtualClock.ts';

/** A connection of one process: operations arrive late, after a partition, or twice. */
export interface Link {
  call<T>(operation: (redis: SimulatedRedis, now: number) => T): Promise<T>;
  partition(seconds: number): void;
}

export interface World {
  readonly scenario: Scenario;
  readonly clock: VirtualClock;
  readonly redis: SimulatedRedis;
  readonly stream: RandomStream;
  /** Whether a fault of this kind happens now. */
  happens(fault: keyof FaultRates): boolean;
  connect(process: SimulatedProcess): Link;
  /** Subscribers to the queue's events: hints that a job is over. */
  readonly listeners: Set<(job: string) => void>;
  /** The batches of an epoch for which different results were offered, as an observer outside Redis knows it. */
  contradicted(epoch: number): readonly string[];
  /** The worker processes that run now, by index. */
  readonly workers: { partition(seconds: number): void }[];
  /** What was found to be wrong. */
  readonly violations: string[];
}

export function createWorld(scenario: Scenario, rules: StoreRules): World {
  const clock = createVirtualClock();
  const redis = new SimulatedRedis(rules);
  const stream = randomStream(scenario.seed, 'world');
  const happens = (fault: keyof FaultRates): boolean =>
    clock.now() < scenario.faultsUntil && stream.uniform() < scenario.rates[fault];

  const connect = (process: SimulatedProcess): Link => {
    let cutUntil = 0;
    const travel = (): Promise<void> =>
      clock.sleep(Math.max(0, cutUntil - clock.now()) + 0.0005 + 0.005 * stream.uniform() ** 3);
    const send = async <T>(operation: (redis: SimulatedRedis, now: number) => T): Promise<T> => {
      await travel();
      let answer = operation(redis, clock.now());
      if (happens('lostReply')) {
        await clock.sleep(0.5);
        answer = operation(redis, clock.now());
      }
      return answer;
    };
    return {
      call: (operation) => process.within(send(operation)),
      partition: (seconds) => {
        cutUntil = clock.now() + seconds;
      },
    };
  };
  const offered = new Map<string, Set<string>>();
  redis.onCommit = (current, { epoch, batch, digest }) => {
    if (epoch !== current) violations.push(`a result of epoch ${epoch} was committed in epoch ${current}`);
    const key = `${epoch} ${batch}`;
    offered.set(key, (offered.get(key) ?? new Set()).add(digest));
  };
  redis.onErase = (epoch, batch) => offered.delete(`${epoch} ${batch}`);
  const contradicted = (epoch: number): string[] =>
    [...offered].flatMap(([key, digests]) => {
      const [of, batch] = key.split(' ');
      return Number(of) === epoch && digests.size > 1 ? [batch] : [];
    });
  const violations: string[] = [];
  return {
    scenario,
    clock,
    redis,
    stream,
    happens,
    connect,
    listeners: new Set(),
    workers: [],
    violations,
    contradicted,
  };
}

/** Tells the listeners that a job is over: perhaps late, never, twice, or about a job that is not. */
export function spreadHint(world: World, job: string): void {
  const { clock, stream, listeners } = world;
  const tell = (id: string): void => {
    for (const listener of listeners) listener(id);
  };
  if (!world.happens('lostHint'))
    clock.at(0.01 + (world.happens('lostHint') ? 3 * stream.uniform() : 0), () => tell(job));
  if (world.happens('wrongHint')) clock.at(2 * stream.uniform(), () => tell(job));
}
