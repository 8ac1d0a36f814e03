/**
 * The scheduler: a pure state machine that hands the members of one request to an unreliable queue and knows when all
 * of them are done. No input or output, no clock: `now` comes with the event.
 *
 * - The barrier is counted from results that were committed under our epoch and read back, never from events.
 * - Whatever the queue loses is given out again under a new attempt; lost workers and lost data never cost a member.
 * - A result counts once; a second one with other bytes is settled by a third evaluation in this process.
 * - A batch that keeps killing its worker is run alone and halved down to the member that does it.
 */
import { onHint, onObserved } from './attempts.ts';
import type { SchedulerCommand, SchedulerEvent } from './messages.ts';
import { SCHEDULER_POLICIES, type SchedulerPolicies } from './policies.ts';
import { onConflict, onResult, onSettled, onUnreadable } from './results.ts';
import type { SchedulerState } from './state.ts';
import { fail, type Turn } from './turn.ts';
import { fillWindow } from './window.ts';

export interface Step {
  readonly state: SchedulerState;
  readonly commands: readonly SchedulerCommand[];
}

/** Given the owned `state`, an event and the time in seconds: the state after it and what to do, in this order. */
export type StepFunction = (state: SchedulerState, event: SchedulerEvent, now: number) => Step;

function onConfirmed(turn: Turn): void {
  if (turn.state.phase !== 'confirming' || !turn.policies.isComplete(turn.state)) return;
  turn.state.phase = 'finished';
  turn.commands.push({ type: 'finish' });
}

function handle(turn: Turn, event: SchedulerEvent): void {
  if (event.type === 'capacity') turn.state.threads = event.threads;
  else if (event.type === 'hint') onHint(turn, event.job);
  else if (event.type === 'observed') onObserved(turn, event);
  else if (event.type === 'result') onResult(turn, event);
  else if (event.type === 'unreadable') onUnreadable(turn, event);
  else if (event.type === 'conflict') onConflict(turn, event.batch);
  else if (event.type === 'settled') onSettled(turn, event);
  else if (event.type === 'confirmed') onConfirmed(turn);
  else if (event.type === 'fenced') fail(turn, 'LEASE_LOST', 'another coordinator has taken over this run');
}

/** Asks for confirmation at the barrier (again when no answer came until an inspection), and goes back to work when a dispute reopens a batch. */
function watchBarrier(turn: Turn, event: SchedulerEvent): void {
  const { state, policies, commands } = turn;
  const complete = policies.isComplete(state);
  if (complete && state.phase === 'running') {
    state.phase = 'confirming';
    commands.push({ type: 'confirm' });
  } else if (!complete && state.phase === 'confirming') state.phase = 'running';
  else if (state.phase === 'confirming' && event.type === 'observed') commands.push({ type: 'confirm' });
}

/** A scheduler that decides by `policies`. */
export function createScheduler(policies: SchedulerPolicies = SCHEDULER_POLICIES): StepFunction {
  return (state, event, now) => {
    const turn: Turn = { state, now, commands: [], policies };
    const isOver = (): boolean => state.phase === 'finished' || state.phase === 'failed';
    if (!isOver()) handle(turn, event);
    if (!isOver()) {
      fillWindow(turn);
      watchBarrier(turn, event);
    }
    return { state, commands: turn.commands };
  };
}

/** The scheduler as it is used. */
export const step: StepFunction = createScheduler();
