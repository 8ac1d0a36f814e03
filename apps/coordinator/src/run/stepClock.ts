/** Wall and CPU time of a run by phase, each phase in a span of its own. Results never depend on it. */
import type { Tracer } from '@enkit/contracts';
import type { RunState } from './session.ts';

export type Phase = 'evaluate' | 'assimilate' | 'record';

export interface StepClock {
  time<Value>(phase: Phase, work: () => Promise<Value>): Promise<Value>;
  /** Seconds of the phase in the step in hand; the record phase is that of the step before. */
  seconds(phase: Phase): number;
  /** The state with the time used so far. */
  stamp(state: RunState): RunState;
}

/** @param start the state at which this session began: its times are carried on */
export function createStepClock(start: Pick<RunState, 'elapsedSeconds' | 'cpuSeconds'>, tracer: Tracer): StepClock {
  const began = performance.now();
  const cpuBegan = process.cpuUsage();
  const last: Record<Phase, number> = { evaluate: 0, assimilate: 0, record: 0 };
  return {
    async time(phase, work) {
      const started = performance.now();
      try {
        return await tracer.span(phase, {}, work);
      } finally {
        last[phase] = (performance.now() - started) / 1000;
      }
    },
    seconds: (phase) => last[phase],
    stamp(state) {
      const cpu = process.cpuUsage(cpuBegan);
      return {
        ...state,
        elapsedSeconds: start.elapsedSeconds + (performance.now() - began) / 1000,
        cpuSeconds: start.cpuSeconds + (cpu.user + cpu.system) / 1e6,
      };
    },
  };
}
