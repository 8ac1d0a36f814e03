/** The scores and costs of the methods on one problem, over seeds; and the medians over all problems. */
import type { ComparisonReport, MethodResult, ProblemComparison, SeedResult } from '../comparisonReport.ts';
import { html, type Html, type HtmlPart } from '../page/html.ts';
import {
  formatCount,
  formatNumber,
  formatPercent,
  formatR2,
  formatSeconds,
  isNumber,
  type MaybeNumber,
} from '../page/numberFormat.ts';
import { renderTable, type Row } from '../tables/table.ts';
import { renderMethod, type MethodStyles } from './methodLabel.ts';
import { summariseSeeds, type Better } from './seedSummary.ts';

interface SeedColumn {
  readonly head: string;
  readonly pick: (seed: SeedResult) => MaybeNumber;
  readonly better: Better;
  readonly format: (value: MaybeNumber) => string;
}

const COST_COLUMNS: readonly SeedColumn[] = [
  { head: 'Passes', pick: (seed) => seed.passes, better: 'low', format: formatCount },
  { head: 'Time', pick: (seed) => seed.seconds, better: 'low', format: formatSeconds },
  { head: 'CPU time', pick: (seed) => seed.cpuSeconds, better: 'low', format: formatSeconds },
];

function scoreColumns(unit: string | undefined): SeedColumn[] {
  const rmse = unit === undefined ? 'RMSE' : `RMSE (${unit})`;
  return [
    { head: `${rmse}, train`, pick: (seed) => seed.rmse.train, better: 'low', format: formatNumber },
    { head: `${rmse}, test`, pick: (seed) => seed.rmse.test, better: 'low', format: formatNumber },
    { head: 'R², train', pick: (seed) => seed.r2.train, better: 'high', format: formatR2 },
    { head: 'R², test', pick: (seed) => seed.r2.test, better: 'high', format: formatR2 },
  ];
}

/** Median, and below it the worst seed where there are several. */
function seedCell(seeds: readonly SeedResult[], { pick, better, format }: SeedColumn): HtmlPart {
  const { median, worst } = summariseSeeds(seeds.map(pick), better);
  if (seeds.length < 2) return format(median);
  return html`${format(median)}<br><span class="worst">${format(worst)}</span>`;
}

/** A share has no better side: its range over the seeds stands below the median. */
function shareCell(values: readonly MaybeNumber[]): HtmlPart {
  const shares = values.filter(isNumber);
  if (shares.length === 0) return '–';
  const { median } = summariseSeeds(shares, 'low');
  if (shares.length < 2) return formatPercent(median);
  const percent = (share: number): string => formatPercent(share).replace(/\u00a0%$/, '');
  return html`${formatPercent(median)}<br><span class="worst">${percent(Math.min(...shares))}–${formatPercent(Math.max(...shares))}</span>`;
}

interface ShareColumn {
  readonly head: string;
  readonly pick: (seed: SeedResult) => MaybeNumber;
}

const SHARES: readonly ShareColumn[] = [
  { head: 'Coverage', pick: (seed) => seed.coverage90 },
  { head: 'Coverage, forecast', pick: (seed) => seed.coverageForecast },
];

const SECOND_HALF: SeedColumn = {
  head: 'RMSE, 2nd half',
  pick: (seed) => seed.rmseTestSecondHalf,
  better: 'low',
  format: formatNumber,
};

/** Columns of which no seed of any method has a value are left out. */
function knownColumns<Column extends ShareColumn>(
  columns: readonly Column[],
  methods: readonly MethodResult[],
): Column[] {
  return columns.filter(({ pick }) => methods.some(({ seeds }) => seeds.some((seed) => isNumber(pick(seed)))));
}

/** Scores of every method on a problem. */
export function scoreTable({ name, output, methods }: ProblemComparison, styles: MethodStyles): Html {
  const columns = [...scoreColumns(output.unit), ...knownColumns([SECOND_HALF], methods)];
  const shares = knownColumns(SHARES, methods);
  const rows = methods.map(({ method, seeds }): Row => {
    const scores = columns.map((column) => seedCell(seeds, column));
    const covered = shares.map(({ pick }) => shareCell(seeds.map(pick)));
    return [renderMethod(method, styles), formatCount(seeds.length), ...scores, ...covered];
  });
  return renderTable({
    title: `Scores on ${name}`,
    note: 'Median over seeds and, below it, the worst seed (of the 90\u00a0% coverage the range). A seed without a finite score counts as the worst; – means that there is no such value.',
    columns: ['Method', 'Seeds', ...[...columns, ...shares].map(({ head }) => head)].map((head) => ({ head })),
    rows,
  });
}

/** What the methods cost on a problem, and what they were set to. */
export function costTable({ name, methods }: ProblemComparison, styles: MethodStyles): Html {
  const heads = COST_COLUMNS.map(({ head }) => ({ head }));
  const rows = methods.map(({ method, seeds, settings }): Row => {
    const costs = COST_COLUMNS.map((column) => seedCell(seeds, column));
    return [renderMethod(method, styles), ...costs, settings ?? '–'];
  });
  return renderTable({
    title: `Cost on ${name}`,
    note: 'Median over seeds and, below it, the costliest seed. Times depend on the machine and on what else it did.',
    columns: [{ head: 'Method' }, ...heads, { head: 'Settings', isText: true }],
    rows,
  });
}

function medianOf(problem: ProblemComparison, name: string): number | undefined {
  const found = problem.methods.find(({ method }) => method === name);
  return found === undefined
    ? undefined
    : summariseSeeds(
        found.seeds.map(({ rmse }) => rmse.test),
        'low',
      ).median;
}

function overviewCell(problem: ProblemComparison, name: string): HtmlPart {
  const median = medianOf(problem, name);
  const others = problem.methods.map(({ method }) => medianOf(problem, method)).filter(isNumber);
  const text = formatNumber(median);
  return isNumber(median) && others.length > 1 && median === Math.min(...others)
    ? html`<strong>${text}</strong>`
    : text;
}

/** Median test RMSE of every method on every problem, the lowest of a problem in bold. */
export function overviewTable({ problems }: ComparisonReport, styles: MethodStyles): Html {
  const methods = [...new Set(problems.flatMap((problem) => problem.methods.map(({ method }) => method)))];
  return renderTable({
    title: 'Median test RMSE over seeds',
    note: 'In the units of each problem; the lowest of a problem is bold. The sections below give the spread over seeds and the costs.',
    columns: [{ head: 'Method' }, ...problems.map(({ name }) => ({ head: name }))],
    rows: methods.map((method) => {
      const cells = problems.map((problem) => overviewCell(problem, method));
      return [renderMethod(method, styles), cells].flat();
    }),
  });
}
