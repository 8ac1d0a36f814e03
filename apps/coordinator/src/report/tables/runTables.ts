/** The tables of a run's report: scores of the three networks, steps, failed members. */
import type { EnsembleScores, MemberFailure, StepRecord } from '@enkit/contracts';
import { html, type Html } from '../page/html.ts';
import { formatCount, formatMeasure, formatNumber, formatPercent, formatR2 } from '../page/numberFormat.ts';
import { evenIndices } from '../plot/series.ts';
import type { RunReport } from '../runReport.ts';
import { scoreUnit } from '../summary/subject.ts';
import { renderTable, type Row } from './table.ts';

const NETWORKS = [
  ['predictionMean', 'Prediction mean'],
  ['parameterMean', 'Parameter mean'],
  ['bestMember', 'Best member'],
] as const;

/** Train and test scores of the three networks that the ensemble stands for. */
export function scoresTable({ result, fits }: RunReport): Html {
  const unit = scoreUnit(fits);
  const rows = NETWORKS.map(([key, name]): Row => {
    const [train, test] = [result.train[key], result.test[key]];
    return [name, formatNumber(train.rmse), formatNumber(test.rmse), formatR2(train.r2), formatR2(test.r2)];
  });
  const measure = unit === undefined ? 'RMSE' : `RMSE (${unit})`;
  return renderTable({
    title: 'Scores of the three networks',
    note: 'Prediction mean: mean of the members’ predictions. Parameter mean: the network of the mean parameters. Best member: the one with the least misfit.',
    columns: [
      { head: 'Network' },
      { head: `${measure}, train` },
      { head: `${measure}, test` },
      { head: 'R², train' },
      { head: 'R², test' },
    ],
    rows,
  });
}

/** What the ensemble says of its own error, on the training and the test points. */
export function ensembleTable({ result, fits }: RunReport): Html {
  const unit = scoreUnit(fits);
  const row = (name: string, scores: EnsembleScores): Row => [
    name,
    formatPercent(scores.coverage90),
    formatMeasure(scores.spread, unit),
    formatMeasure(scores.predictionMean.rmse, unit),
    formatMeasure(scores.crps, unit),
  ];
  return renderTable({
    title: 'Scores of the ensemble',
    note: 'Coverage should be 90\u00a0%; spread should be near the RMSE. CRPS: mean continuous ranked probability score.',
    columns: [
      { head: 'Points' },
      { head: '90\u00a0% coverage' },
      { head: 'Spread' },
      { head: 'RMSE' },
      { head: 'CRPS' },
    ],
    rows: [row('Training', result.train), row('Test', result.test)],
  });
}

const STEP_ROWS = 60;

function stepRow(step: StepRecord): Row {
  return [
    formatCount(step.step),
    ...[
      step.alpha,
      step.inverseAlphaSum,
      step.rmseForecast,
      step.rmseTrain,
      step.rmseTest,
      step.spread,
      step.parameterSpread,
    ].map((value) => formatNumber(value)),
    formatPercent(step.coverageForecast),
    formatCount(step.members),
    formatCount(step.passes),
  ];
}

/** The steps, folded; of many, an even selection with the first and the last. */
export function stepsTable(steps: readonly StepRecord[]): Html {
  const shown = evenIndices(steps.length, STEP_ROWS).map((k) => steps[k]);
  const heads = [
    'Step',
    'α',
    'Σ 1/α',
    'RMSE forecast',
    'RMSE train',
    'RMSE test',
    'Spread',
    'sd / prior sd',
    '90\u00a0% coverage, forecast',
    'Members',
    'Passes',
  ];
  const note =
    steps.length > STEP_ROWS ? `${String(STEP_ROWS)} of ${formatCount(steps.length)} steps, evenly chosen.` : undefined;
  const table = renderTable({
    title: 'Steps',
    note,
    columns: heads.map((head) => ({ head })),
    rows: shown.map(stepRow),
  });
  return html`<details><summary>Step by step</summary>${table}</details>
`;
}

interface FailureGroup {
  readonly first: number;
  readonly failure: MemberFailure;
  readonly count: number;
}

/** Failures by code, each with its first instance. */
function groupFailures(steps: readonly StepRecord[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const { step, failures } of steps) {
    for (const failure of failures) {
      const known = groups.get(failure.code) ?? { first: step, failure, count: 0 };
      groups.set(failure.code, { ...known, count: known.count + 1 });
    }
  }
  return [...groups.values()];
}

/** Failed members by code; nothing if there are none. */
export function failuresTable(steps: readonly StepRecord[]): Html | undefined {
  const groups = groupFailures(steps);
  if (groups.length === 0) return undefined;
  const rows = groups.map(
    ({ first, failure, count }): Row => [
      html`<code>${failure.code}</code>`,
      formatCount(count),
      formatCount(first),
      failure.message,
      failure.node,
    ],
  );
  return renderTable({
    title: 'Failed members',
    note: 'Message and node of the first failure of each kind.',
    columns: [
      { head: 'Code' },
      { head: 'Count' },
      { head: 'First in step' },
      { head: 'Message', isText: true },
      { head: 'Node', isText: true },
    ],
    rows,
  });
}
