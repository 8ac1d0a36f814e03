/** What a run tells, in the words of the page: rounded to what a screen shows, and without what it does not. */
import type { RunResult, StepRecord } from '@enkit/contracts';
import type {
  Fit,
  PredictedPoints,
  ResultSummary,
  SeriesPart,
  StepFailures,
  StepPoint,
  Values,
} from '@enkit/dashboard';
import type { FitData, PredictedPoints as FitPoints, SeriesPart as FitSeriesPart } from '../report/fitData.ts';
import { evenIndices } from '../report/plot/series.ts';

/** Digits that are sent: more than a picture can show. */
const DIGITS = 5;
/** Failures of one step that are told one by one; a step in which all of thousands failed is no table. */
const FAILURES_TOLD = 100;
/** Points of predicted against observed. */
const POINT_LIMIT = 300;

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : null;
}

export function toStepPoint(record: StepRecord): StepPoint {
  const { step, plannedSteps, members, collapsed, passes, elapsedSeconds, seconds, rmseTrain, rmseTest, spreadTest } =
    record;
  return {
    step,
    ...(plannedSteps !== undefined && { plannedSteps }),
    members,
    rmseForecast: rounded(record.rmseForecast),
    ...(rmseTrain !== undefined && { rmseTrain: rounded(rmseTrain) }),
    ...(rmseTest !== undefined && { rmseTest: rounded(rmseTest) }),
    spread: rounded(record.spread),
    ...(spreadTest !== undefined && { spreadTest: rounded(spreadTest) }),
    coverageForecast: rounded(record.coverageForecast),
    parameterSpread: rounded(record.parameterSpread),
    misfit: rounded(record.misfit),
    alpha: rounded(record.alpha),
    inverseAlphaSum: rounded(record.inverseAlphaSum),
    condition: rounded(record.condition),
    collapsed,
    passes,
    elapsedSeconds: rounded(elapsedSeconds) ?? 0,
    seconds: {
      evaluate: rounded(seconds.evaluate) ?? 0,
      assimilate: rounded(seconds.assimilate) ?? 0,
      record: rounded(seconds.record) ?? 0,
    },
  };
}

export function toStepFailures({ step, failures }: StepRecord): StepFailures {
  const byCode: Record<string, number> = {};
  for (const { code } of failures) byCode[code] = (byCode[code] ?? 0) + 1;
  const rows = failures
    .slice(0, FAILURES_TOLD)
    .map(({ member, code, message, node }) => ({ step, member, code, message, node }));
  return { byCode, rows };
}

export function toResultSummary({
  steps,
  stoppedBy,
  seconds,
  passes,
  rmse,
  r2,
  coverage90,
  test,
}: RunResult): ResultSummary {
  const both = ({ train, test: later }: RunResult['rmse']): ResultSummary['rmse'] => ({
    train: rounded(train),
    test: rounded(later),
  });
  return {
    steps,
    stoppedBy,
    seconds,
    passes,
    rmse: both(rmse),
    r2: { train: rounded(r2.train), test: rounded(r2.test) },
    coverage90: rounded(coverage90),
    spreadTest: rounded(test.spread),
  };
}

function toValues(values: ArrayLike<number>): Values {
  return Array.from(values, rounded);
}

/** @param limit points that are told, evenly chosen */
function toPoints({ observed, predicted, low, high }: FitPoints, limit: number): PredictedPoints {
  const shown = evenIndices(observed.length, limit);
  const chosen = (values: ArrayLike<number>): Values => shown.map((k) => rounded(values[k]));
  return {
    observed: chosen(observed),
    predicted: chosen(predicted),
    ...(low && { low: chosen(low) }),
    ...(high && { high: chosen(high) }),
  };
}

function toSeries(part: FitSeriesPart): SeriesPart {
  return { ...toPoints(part, Infinity), time: toValues(part.time) };
}

export function toFit(fit: FitData): Fit {
  const points = { output: fit.output, train: toPoints(fit.train, POINT_LIMIT), test: toPoints(fit.test, POINT_LIMIT) };
  switch (fit.kind) {
    case 'points':
      return { kind: 'points', ...points };
    case 'series':
      return { kind: 'series', ...points, input: fit.input, train: toSeries(fit.train), test: toSeries(fit.test) };
    case 'surface':
      return {
        kind: 'surface',
        ...points,
        inputs: fit.inputs,
        x: toValues(fit.x),
        y: toValues(fit.y),
        ...(fit.truth && { truth: toValues(fit.truth) }),
        mean: toValues(fit.mean),
        spread: toValues(fit.spread),
        training: { x: toValues(fit.training.x), y: toValues(fit.training.y) },
      };
    case 'curve':
      return {
        kind: 'curve',
        ...points,
        input: fit.input,
        grid: toValues(fit.grid),
        ...(fit.truth && { truth: toValues(fit.truth) }),
        mean: toValues(fit.mean),
        low: toValues(fit.low),
        high: toValues(fit.high),
        ...(fit.members && { members: fit.members.map(toValues) }),
        training: { x: toValues(fit.training.x), y: toValues(fit.training.y) },
      };
  }
}
