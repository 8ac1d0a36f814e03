/** The run: sample, then repeat (evaluate, assimilate, record). */
import type { StepPlan, StopReason } from '@enkit/assimilation';
import { assimilate } from './assimilate.ts';
import { evaluateStep } from './evaluateStep.ts';
import { record } from './record.ts';
import { releaseSpent } from './releaseSpent.ts';
import { sample } from './sample.ts';
import type { RunState, Session } from './session.ts';
import { createStepClock, type StepClock } from './stepClock.ts';

export interface LoopEnd {
  readonly state: RunState;
  readonly reason: StopReason | 'interrupted';
}

/** Runs to the end of the method's schedule, from the prior or from a checkpoint's state. */
export async function runLoop(session: Session, resumed?: RunState): Promise<LoopEnd> {
  let state = resumed ? { ...resumed, epoch: session.queue.epoch } : await sample(session);
  const clock = createStepClock(state, session.tracer);
  for (;;) {
    if (session.signal.aborted) return { state, reason: 'interrupted' };
    const next = session.method.plan(state.ensemble);
    if (next.kind === 'stop') return { state, reason: next.reason };

    const { step } = next.plan;
    const taken = await session.tracer.span('step', { 'enkit.run': session.run, 'enkit.step': step }, () =>
      takeStep(session, clock, state, next.plan),
    );
    if (taken.reason) return { state: taken.state, reason: taken.reason };
    state = taken.state;
  }
}

/** What a step leaves; with a reason when it found that the schedule is at its end. */
interface TakenStep {
  readonly state: RunState;
  readonly reason?: StopReason;
}

async function takeStep(session: Session, clock: StepClock, before: RunState, plan: StepPlan): Promise<TakenStep> {
  const forecast = await clock.time('evaluate', () => evaluateStep(session, before, plan));
  const analysis = await clock.time('assimilate', () => assimilate(session, forecast));
  const state = clock.stamp(analysis.state);
  if (analysis.kind === 'stop') return { state, reason: analysis.reason };
  const { isHeld } = await clock.time('record', () => record(session, state, forecast, analysis, clock));
  const { buffers } = session.pool;
  releaseSpent(buffers, [before, forecast.state], state);
  if (!isHeld) buffers.release(forecast.predicted);
  return { state };
}
