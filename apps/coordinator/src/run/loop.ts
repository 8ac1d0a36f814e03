/** The run: sample, then repeat (evaluate, assimilate, record). */
import type { StopReason } from '@enkit/assimilation';
import { assimilate } from './assimilate.ts';
import { evaluateStep } from './evaluateStep.ts';
import { record } from './record.ts';
import { sample } from './sample.ts';
import type { RunState, Session } from './session.ts';
import { createStepClock } from './stepClock.ts';

export interface LoopEnd {
  readonly state: RunState;
  readonly reason: StopReason | 'interrupted';
}

/** Runs to the end of the method's schedule, from the prior or from a checkpoint's state. */
export async function runLoop(session: Session, resumed?: RunState): Promise<LoopEnd> {
  let state = resumed ? { ...resumed, epoch: session.queue.epoch } : await sample(session);
  const clock = createStepClock(state);
  for (;;) {
    if (session.signal.aborted) return { state, reason: 'interrupted' };
    const next = session.method.plan(state.ensemble);
    if (next.kind === 'stop') return { state, reason: next.reason };

    const forecast = await clock.time('evaluate', () => evaluateStep(session, state, next.plan));
    const analysis = await clock.time('assimilate', () => assimilate(session, forecast));
    if (analysis.kind === 'stop') return { state: clock.stamp(analysis.state), reason: analysis.reason };
    state = clock.stamp(analysis.state);
    await clock.time('record', () => record(session, state, forecast, analysis, clock));
  }
}
