/** All that the page shows, in bounded space: the server keeps it for who comes later, the page keeps the same. */
import type { Fit } from './fit.ts';
import type { FitFrame } from './fitFrames.ts';
import type { LogLine, MemberFailureRow, Phase, Progress, RunEnding, RunSummary, StepPoint } from './pageEvent.ts';
import { EMPTY_HISTORY, type StepHistory } from './stepHistory.ts';

/** When a step ended, in seconds of the run. */
export interface StepMoment {
  readonly step: number;
  readonly elapsedSeconds: number;
}

export interface FailureSummary {
  readonly total: number;
  readonly byCode: Readonly<Record<string, number>>;
  /** The latest, oldest first. */
  readonly rows: readonly MemberFailureRow[];
}

export interface PageState {
  readonly run?: RunSummary;
  readonly phase: Phase;
  /** Read from a run directory, not told by the run itself. */
  readonly following: boolean;
  readonly progress?: Progress;
  readonly last?: StepPoint;
  readonly history: StepHistory;
  /** The latest steps, from which the pace is taken. */
  readonly moments: readonly StepMoment[];
  /** First step of an uninterrupted collapse. */
  readonly collapsedSince?: number;
  readonly fits: readonly Fit[];
  readonly fitStep?: number;
  readonly frames: readonly FitFrame[];
  readonly failures: FailureSummary;
  readonly log: readonly LogLine[];
  readonly ending?: RunEnding;
}

export const INITIAL_STATE: PageState = {
  phase: 'starting',
  following: false,
  history: EMPTY_HISTORY,
  moments: [],
  fits: [],
  frames: [],
  failures: { total: 0, byCode: {}, rows: [] },
  log: [],
};

/** The pace of the latest steps; undefined before there are two. */
export function secondsPerStep({ moments }: PageState): number | undefined {
  if (moments.length < 2) return undefined;
  const [first, latest] = [moments[0], moments[moments.length - 1]];
  return (latest.elapsedSeconds - first.elapsedSeconds) / (latest.step - first.step);
}

/** Seconds to the planned end at that pace; undefined if one of them is not known. */
export function remainingSeconds(state: PageState): number | undefined {
  const { last, progress, ending } = state;
  const planned = last?.plannedSteps;
  const pace = secondsPerStep(state);
  if (ending || !last || planned === undefined || pace === undefined) return undefined;
  const begun = progress && progress.step > last.step && progress.total > 0 ? progress.done / progress.total : 0;
  return Math.max(0, planned - last.step - begun) * pace;
}
