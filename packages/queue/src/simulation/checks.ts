/** What must hold at every step and at the end, whatever went wrong. */
import type { SchedulerState } from '../scheduler/state.ts';
import { type Outcome, POISONED } from './simulatedCoordinator.ts';
import { truth } from './simulatedWorker.ts';
import type { World } from './simulatedWorld.ts';

/** Every row is done, or in exactly one open batch, or not yet in a batch; jobs and bytes stay within the window. */
export function checkState(state: SchedulerState, violations: string[]): void {
  if (state.phase === 'failed') return;
  const owners = Uint8Array.from(state.done);
  let attempts = 0;
  let members = 0;
  for (const batch of state.open.values()) {
    attempts += batch.attempts.length;
    if (!batch.disputed) members += batch.count;
    for (let row = batch.first; row < batch.first + batch.count; row++) owners[row]++;
  }
  owners.fill(1, state.next);
  if (owners.some((count) => count !== 1)) violations.push('a member is in no batch, or in two');
  if (attempts > 3 * state.threads + state.settings.members) violations.push(`${attempts} open jobs`);
  const { bytesPerMember, maximumBytesInFlight } = state.settings;
  if (members * bytesPerMember > maximumBytesInFlight) violations.push(`${members} members in flight`);
}

function isIn(member: number, batch: string): boolean {
  const [first, count] = batch.split('-').map(Number);
  return first <= member && member < first + count;
}

/** Redis lost data in this scenario: it may have forgotten a contradiction, or the newest epoch. */
const forgets = (world: World): boolean =>
  world.scenario.disasters.some(({ kind }) => kind === 'rollback' || kind === 'flush');

/**
 * Every member has its own true outcome. A corrupted result that nobody contradicted cannot be noticed; one that was
 * contradicted must be.
 */
export function checkOutcome(world: World, outcome: Outcome, newestEpoch: number): void {
  const { scenario, violations } = world;
  const contradicted = forgets(world) ? [] : outcome.contradicted;
  outcome.values.forEach((value, member) => {
    if (value === undefined) violations.push(`member ${member} lost: the barrier opened early`);
    const expected = scenario.poison.has(member) ? POISONED : truth(world, member);
    const unnoticed = value?.includes('corrupted') && !contradicted.some((batch) => isIn(member, batch));
    if (value !== expected && !unnoticed) violations.push(`member ${member} is "${value}", not "${expected}"`);
  });
  if (outcome.epoch < newestEpoch && !forgets(world)) violations.push('a fenced coordinator finished');
}
