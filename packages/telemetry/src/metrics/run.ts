/** What runs, in which phase, how far it is. */
import type { EvaluationProgress, StepRecord } from '@enkit/contracts';
import type { Registry } from 'prom-client';
import { createInstruments, gauge, setState } from './definition.ts';

export const RUN_PHASES = ['sampling', 'evaluating', 'assimilating', 'recording', 'finished', 'failed'] as const;
export type RunPhase = (typeof RUN_PHASES)[number];

export const RUN_METRICS = {
  info: gauge('enkit_run_info', 'The run that this process computes; always 1. The only metric that names the run.', {
    run: 'free',
    experiment: 'free',
    model: 'free',
    method: 'free',
    update: 'free',
    backend: 'free',
    queue: 'free',
  }),
  phase: gauge('enkit_run_phase', '1 for the phase that the run is in, 0 for the others.', { phase: RUN_PHASES }),
  step: gauge('enkit_run_step', 'Number of the step (evaluate and assimilate) recorded last.'),
  stepsPlanned: gauge(
    'enkit_run_steps_planned',
    'Steps planned in all; absent while an adaptive schedule does not know.',
  ),
  members: gauge('enkit_run_members', 'Members of the ensemble, Ne.'),
  parameters: gauge('enkit_run_parameters', 'Parameters estimated, Nm.'),
  observations: gauge('enkit_run_observations', 'Observations assimilated in the step recorded last, Nd.'),
  startTimestamp: gauge('enkit_run_start_timestamp_seconds', 'When this session of the run began, in Unix seconds.'),
  progressTimestamp: gauge(
    'enkit_run_progress_timestamp_seconds',
    'When a batch of members or a step was finished last, in Unix seconds.',
  ),
  elapsed: gauge('enkit_run_elapsed_seconds', 'Seconds that the run took so far, earlier sessions included.'),
  remaining: gauge('enkit_run_remaining_seconds', 'Seconds to the planned end at the present pace; absent if unknown.'),
};

/** Names the run and its sizes. */
export interface RunDescription {
  readonly run: string;
  readonly experiment: string;
  /** Kind of forward model, such as mlp. */
  readonly model: string;
  readonly method: string;
  /** stochastic or transform. */
  readonly update: string;
  readonly backend: string;
  /** Kind of member queue: in-process or bullmq. */
  readonly queue: string;
  /** Ne. */
  readonly members: number;
  /** Nm. */
  readonly parameters: number;
  readonly plannedSteps?: number | undefined;
}

export interface RunRecorder {
  setRun(description: RunDescription): void;
  setPhase(phase: RunPhase): void;
  /** Seconds to the planned end, or undefined when unknown. */
  setRemaining(seconds: number | undefined): void;
  observeStep(record: StepRecord): void;
  observeProgress(progress: EvaluationProgress): void;
}

function unixSeconds(): number {
  return Date.now() / 1000;
}

export function createRunRecorder(registry: Registry): RunRecorder {
  const metrics = createInstruments(RUN_METRICS, registry);
  return {
    setRun({ members, parameters, plannedSteps, ...labels }) {
      metrics.info.reset();
      metrics.info.set(labels, 1);
      metrics.members.set(members);
      metrics.parameters.set(parameters);
      if (plannedSteps !== undefined) metrics.stepsPlanned.set(plannedSteps);
      metrics.startTimestamp.set(unixSeconds());
      metrics.progressTimestamp.set(unixSeconds());
    },
    setPhase: (phase) => setState(metrics.phase, 'phase', RUN_PHASES, phase),
    setRemaining(seconds) {
      if (seconds === undefined) metrics.remaining.remove();
      else metrics.remaining.set(seconds);
    },
    observeStep(record) {
      metrics.step.set(record.step);
      if (record.plannedSteps !== undefined) metrics.stepsPlanned.set(record.plannedSteps);
      metrics.members.set(record.members);
      metrics.observations.set(record.observations);
      metrics.elapsed.set(record.elapsedSeconds);
      metrics.progressTimestamp.set(unixSeconds());
    },
    observeProgress: () => metrics.progressTimestamp.set(unixSeconds()),
  };
}
