/** One seeded evaluation under faults on a virtual clock, and everything that was wrong with it. */
import { SCHEDULER_POLICIES, type SchedulerPolicies } from '../scheduler/policies.ts';
import { createScheduler, type StepFunction } from '../scheduler/step.ts';
import { checkOutcome, checkState } from './checks.ts';
import { drawScenario, type Scenario } from './scenario.ts';
import { type Outcome, SimulatedCoordinator } from './simulatedCoordinator.ts';
import { emptyRedis, STORE_RULES, type StoreRules } from './simulatedRedis.ts';
import { startWorker } from './simulatedWorker.ts';
import { createWorld, type World } from './simulatedWorld.ts';

/** Far beyond what any scenario needs once its faults are over. */
const LIMIT_SECONDS = 5000;
const STALLED_CHECK_SECONDS = 5;
/** What a power loss takes with it when the log is written every second. */
const ROLLBACK_SECONDS = 1.5;
/** A coordinator that was replaced while frozen has woken up by then, and must have done no harm. */
const USURPED_UNTIL = 100;

export interface Verdict {
  readonly scenario: Scenario;
  readonly violations: readonly string[];
  /** Virtual seconds until the end. */
  readonly seconds: number;
}

/** Where a test plants mistakes; without any, the real scheduler runs. */
export interface SimulationOptions {
  readonly policies?: Partial<SchedulerPolicies>;
  readonly rules?: Partial<StoreRules>;
  readonly wrap?: (step: StepFunction) => StepFunction;
}

function every(world: World, seconds: number, action: () => void): void {
  const repeat = (): void => {
    action();
    world.clock.at(seconds, repeat);
  };
  world.clock.at(seconds, repeat);
}

/** BullMQ's stalled check, and the disasters that befall Redis. */
function scheduleRedis(world: World): void {
  const { clock, redis, scenario } = world;
  let snapshot = emptyRedis();
  every(world, STALLED_CHECK_SECONDS, () => redis.moveStalled(clock.now()));
  for (const { time, kind } of scenario.disasters) {
    if (kind === 'flush') clock.at(time, () => void (redis.data = emptyRedis()));
    if (kind === 'rollback') clock.at(time - ROLLBACK_SECONDS, () => void (snapshot = structuredClone(redis.data)));
    if (kind === 'rollback') clock.at(time, () => void (redis.data = structuredClone(snapshot)));
  }
}

/** Starts a coordinator, and others when disaster asks for it. */
function scheduleCoordinators(world: World, start: () => SimulatedCoordinator): void {
  const { clock, scenario, workers, stream } = world;
  let coordinator = start();
  const succeed = (): void => {
    coordinator = start();
  };
  for (const { time, kind } of scenario.disasters)
    clock.at(time, () => {
      if (kind === 'restart') coordinator.process.kill();
      if (kind === 'usurp') coordinator.process.freeze(30);
      if (kind === 'restart' || kind === 'usurp') succeed();
      if (kind === 'freeze-coordinator') coordinator.process.freeze(10);
      if (kind === 'partition') [coordinator.link, ...workers][stream.integer(1 + workers.length)].partition(12);
    });
}

/** Simulates the evaluation of the seed's scenario until it ends, or for 5,000 virtual seconds. */
export async function simulate(seed: number, options: SimulationOptions = {}): Promise<Verdict> {
  const scenario = drawScenario(seed);
  const world = createWorld(scenario, { ...STORE_RULES, ...options.rules });
  const { clock, violations } = world;
  const scheduler = createScheduler({ ...SCHEDULER_POLICIES, ...options.policies });
  const checked: StepFunction = (state, event, now) => {
    const answer = scheduler(state, event, now);
    if (event.type !== 'tick' && event.type !== 'capacity') checkState(state, violations);
    return answer;
  };
  const checkpoint = { epoch: 0 };
  let outcomes = 0;
  const onOutcome = (outcome: Outcome): void => {
    outcomes++;
    checkOutcome(world, outcome, checkpoint.epoch);
  };
  const step = options.wrap?.(checked) ?? checked;
  scheduleCoordinators(world, () => new SimulatedCoordinator(world, { step, checkpoint, onOutcome }));
  scenario.slowness.forEach((_, index) => startWorker(world, index));
  scheduleRedis(world);
  const waitUntil = scenario.disasters.some(({ kind }) => kind === 'usurp') ? USURPED_UNTIL : 0;
  const isOver = (): boolean => violations.length > 0 || (outcomes > 0 && clock.now() >= waitUntil);
  if (!(await clock.run(isOver, LIMIT_SECONDS))) violations.push('the evaluation does not end');
  return { scenario, violations, seconds: clock.now() };
}
