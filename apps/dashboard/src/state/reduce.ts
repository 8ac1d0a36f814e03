/** Folds events into the page's state. Pure: server and page come to the same state from the same events. */
import type { LogLine, NodeProgress, PageEvent, RunEnding, StepFailures, StepPoint } from './pageEvent.ts';
import type { FailureSummary, PageState } from './pageState.ts';
import { appendFrame } from './fitFrames.ts';
import { INITIAL_STATE } from './pageState.ts';
import { appendStep } from './stepHistory.ts';

export const LOG_LIMIT = 200;
export const FAILURE_LIMIT = 100;
/** Steps over which the pace is taken. */
const MOMENT_LIMIT = 20;

type Reducers = {
  readonly [Type in PageEvent['type']]: (state: PageState, event: Extract<PageEvent, { type: Type }>) => PageState;
};

const REDUCERS: Reducers = {
  restart: () => INITIAL_STATE,
  run: (state, { run }) => ({ ...state, run }),
  following: (state) => ({ ...state, following: true, phase: state.ending ? state.phase : 'running' }),
  progress: (state, { progress }) => ({
    ...state,
    progress,
    phase:
      state.ending || progress.total === 0
        ? state.phase
        : progress.done < progress.total
          ? 'evaluating'
          : 'assimilating',
  }),
  step: (state, { point, failures }) => addStep(state, point, failures),
  fit: (state, { step, fits }) => ({ ...state, fits, fitStep: step, frames: appendFrame(state.frames, step, fits) }),
  log: (state, { line }) => ({ ...state, log: addLine(state.log, line) }),
  ended: (state, { ending }) => end(state, ending),
};

/** The state after an event. */
export function reduce(state: PageState, event: PageEvent): PageState {
  const reducer = REDUCERS[event.type] as ((state: PageState, event: PageEvent) => PageState) | undefined;
  // A page that was loaded before the coordinator was renewed skips what it does not know.
  return reducer ? reducer(state, event) : state;
}

function addStep(state: PageState, point: StepPoint, failures: StepFailures): PageState {
  const { step, plannedSteps, elapsedSeconds, collapsed } = point;
  const { collapsedSince: before, ...rest } = state;
  const since = collapsed ? (before ?? step) : undefined;
  const isLast = plannedSteps !== undefined && step >= plannedSteps;
  return {
    ...rest,
    ...(since !== undefined && { collapsedSince: since }),
    ...(state.progress && { progress: { ...state.progress, step: step + 1, done: 0, failed: 0, late: 0, total: 0 } }),
    phase: state.following || state.ending ? state.phase : isLast ? 'scoring' : 'evaluating',
    last: point,
    history: appendStep(state.history, point),
    moments: [...state.moments, { step, elapsedSeconds }].slice(-MOMENT_LIMIT),
    failures: addFailures(state.failures, failures),
  };
}

function addFailures(summary: FailureSummary, { byCode: added, rows }: StepFailures): FailureSummary {
  const byCode = { ...summary.byCode };
  for (const [code, count] of Object.entries(added)) byCode[code] = (byCode[code] ?? 0) + count;
  const total = Object.values(byCode).reduce((sum, count) => sum + count, 0);
  return { total, byCode, rows: [...summary.rows, ...rows].slice(-FAILURE_LIMIT) };
}

function addLine(log: readonly LogLine[], line: LogLine): readonly LogLine[] {
  return [...log, line].slice(-LOG_LIMIT);
}

function end(state: PageState, ending: RunEnding): PageState {
  const { progress, ...rest } = state;
  const quiet = progress && {
    progress: { ...progress, late: 0, membersPerSecond: 0, nodes: progress.nodes.map(atRest) },
  };
  return { ...rest, ...quiet, phase: ending.kind, ending };
}

function atRest(node: NodeProgress): NodeProgress {
  return {
    ...node,
    membersPerSecond: 0,
    silentSeconds: 0,
    standing: node.standing === 'silent' ? 'present' : node.standing,
  };
}
