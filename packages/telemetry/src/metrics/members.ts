/** Whether it moves: members evaluated and steps taken, as the coordinator accepted them. */
import { type EvaluationProgress, MEMBER_FAILURE_CODES, type StepRecord } from '@enkit/contracts';
import type { Registry } from 'prom-client';
import { boundedValue, counter, createInstruments, gauge, histogram, type Instruments } from './definition.ts';

/** Why members are evaluated: to assimilate, to replace failed ones, to score the ensemble of a step or of the end. */
export const EVALUATION_PURPOSES = ['assimilate', 'resample', 'monitor', 'final', 'other'] as const;
export const MEMBER_OUTCOMES = ['evaluated', ...MEMBER_FAILURE_CODES, 'other'] as const;
export const STEP_PHASES = ['evaluate', 'assimilate', 'record'] as const;
const MEMBER_STATES = ['done', 'failed', 'pending'] as const;
const PHASE_BUCKETS = [0.001, 0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 1200, 3600, 14400];

export const MEMBER_METRICS = {
  evaluated: counter(
    'enkit_members_evaluated_total',
    'Members whose predictions were accepted, by purpose of the evaluation.',
    { purpose: EVALUATION_PURPOSES },
  ),
  failed: counter('enkit_members_failed_total', 'Members that failed in a step, by the code of the failure.', {
    code: [...MEMBER_FAILURE_CODES, 'other'],
  }),
  current: gauge('enkit_evaluation_members', 'Members of the evaluation under way, by state.', {
    state: MEMBER_STATES,
  }),
  steps: counter('enkit_steps_total', 'Steps finished by this process.'),
  phaseSeconds: histogram(
    'enkit_step_phase_seconds',
    'Seconds of a step by phase: evaluating the members, assimilating, recording.',
    PHASE_BUCKETS,
    { phase: STEP_PHASES },
  ),
};

export interface MemberRecorder {
  observeProgress(progress: EvaluationProgress): void;
  observeStep(record: StepRecord): void;
}

/** What was reported last of an evaluation. */
type Seen = Pick<EvaluationProgress, 'step' | 'purpose' | 'done' | 'failed' | 'total'>;

/** A step may evaluate twice for one purpose, as when failed members are resampled: a complete one has ended. */
function isContinued(last: Seen | undefined, next: Seen): last is Seen {
  if (!last || last.done >= last.total) return false;
  return last.step === next.step && last.purpose === next.purpose && last.done <= next.done;
}

function countEvaluated(metrics: Instruments<typeof MEMBER_METRICS>, last: Seen | undefined, next: Seen): void {
  const before = isContinued(last, next) ? last.done - last.failed : 0;
  // Numbered and named ones, such as resample-2 and final-train, count as one.
  const purpose = boundedValue(EVALUATION_PURPOSES, next.purpose.replace(/-.*$/, ''));
  metrics.evaluated.inc({ purpose }, Math.max(0, next.done - next.failed - before));
}

export function createMemberRecorder(registry: Registry): MemberRecorder {
  const metrics = createInstruments(MEMBER_METRICS, registry);
  let last: Seen | undefined;
  return {
    observeProgress(progress) {
      countEvaluated(metrics, last, progress);
      metrics.current.set({ state: 'done' }, progress.done - progress.failed);
      metrics.current.set({ state: 'failed' }, progress.failed);
      metrics.current.set({ state: 'pending' }, progress.total - progress.done);
      last = progress;
    },
    observeStep(record) {
      metrics.steps.inc();
      for (const { code } of record.failures) {
        metrics.failed.inc({ code: boundedValue(MEMBER_METRICS.failed.labels.code, code) });
      }
      for (const phase of STEP_PHASES) metrics.phaseSeconds.observe({ phase }, record.seconds[phase]);
    },
  };
}
