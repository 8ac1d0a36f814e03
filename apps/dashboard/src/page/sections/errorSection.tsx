import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PageState } from '../../state/pageState.ts';
import { binSteps, coarsen, rootMeanSquares, type StepHistory, type StepSeries } from '../../state/stepHistory.ts';
import { evenIndices, logExtent, type Extent } from '../../view/extent.ts';
import { formatCount, formatNumber, isNumber } from '../../view/format.ts';
import type { Brush } from '../charts/brush.ts';
import { Plot } from '../charts/plot.tsx';
import { Legend, type LegendEntry } from './legend.tsx';
import { DataTable, Section } from './section.tsx';

interface StepLine {
  readonly name: StepSeries;
  readonly label: string;
  readonly colour: string;
  readonly width: number;
  readonly dash?: readonly number[];
}

/** As in the report. */
const LINES: readonly StepLine[] = [
  { name: 'rmseForecast', label: 'forecast RMSE', colour: 'grey', width: 1.5 },
  { name: 'spread', label: 'forecast spread', colour: 'blue', width: 1.5, dash: [5, 3] },
  { name: 'spreadTest', label: 'test spread', colour: 'blue', width: 1.6, dash: [1.5, 3] },
  { name: 'rmseTrain', label: 'training RMSE', colour: 'orange', width: 2 },
  { name: 'rmseTest', label: 'test RMSE', colour: 'green', width: 2.2 },
];
/** More would be noise: the errors of single observations. */
const DRAWN_BINS = 150;
const ROW_LIMIT = 40;
const DOT_LIMIT = 40;

interface DrawnLine extends StepLine {
  readonly values: (number | null)[];
}

/** The forecast over all observations is the training error: it is drawn once. */
function linesOf(history: StepHistory): DrawnLine[] {
  const all = LINES.map((line) => ({
    ...line,
    values: rootMeanSquares(history, line.name).map((value) => (value !== null && value > 0 ? value : null)),
  }));
  const drawn = all.filter(({ values }) => values.some(isNumber));
  return drawn.some(({ name }) => name === 'rmseTrain') ? drawn.filter(({ name }) => name !== 'rmseForecast') : drawn;
}

/** Error and spread by step on a logarithmic axis; the legend tells the values under the pointer. */
export function ErrorSection({ state }: { readonly state: PageState }): JSX.Element {
  const [pointed, setPointed] = useState<number>();
  const { collapsedSince, last } = state;
  const history = coarsen(state.history, DRAWN_BINS);
  const steps = binSteps(history);
  const lines = linesOf(history);
  const at = pointed === undefined ? undefined : nearest(steps, pointed);
  const range: Extent = [
    0.5,
    Math.max(2, last?.plannedSteps ?? 0, (last?.step ?? 0) * (last?.plannedSteps === undefined ? 1.05 : 1)) + 0.5,
  ];
  return (
    <Section
      id="errors"
      title="Error and spread"
      aside={<span class="aside">{at === undefined ? 'by step' : `step ${stepText(history, at)}`}</span>}
    >
      {lines.length === 0 ? (
        <p class="empty">No step has been done yet.</p>
      ) : (
        <>
          <Legend entries={lines.map((line) => entryOf(line, at))} />
          <Plot
            description={descriptionOf(lines, history)}
            x={{ label: 'step', range, whole: true }}
            y={{ label: 'RMSE and spread', range: logExtent(...lines.map(({ values }) => values)), logarithmic: true }}
            aspect={0.62}
            leastHeight={240}
            onPoint={setPointed}
            paint={(brush) => paint(brush, { history, steps, lines, collapsedSince, at })}
          />
          <DataTable
            caption="Error and spread by step"
            head={['step', ...lines.map(({ label }) => label)]}
            rows={() => rowsOf(history, lines)}
          />
        </>
      )}
    </Section>
  );
}

interface Picture {
  readonly history: StepHistory;
  readonly steps: readonly number[];
  readonly lines: readonly DrawnLine[];
  readonly collapsedSince: number | undefined;
  readonly at: number | undefined;
}

function paint(brush: Brush, { history, steps, lines, collapsedSince, at }: Picture): void {
  for (const { name, values, colour } of history.size > 1 ? lines : []) {
    const { low, high } = history.series[name];
    const floor = Math.min(...values.filter(isNumber));
    const lows = low.map((value, k) => (values[k] === null ? null : Math.max(value, floor)));
    brush.band(
      steps,
      lows,
      high.map((value, k) => (values[k] === null ? null : value)),
      { colour, opacity: 0.18 },
    );
  }
  if (collapsedSince !== undefined) brush.verticalRule(collapsedSince);
  for (const { values, colour, width, dash } of lines) {
    const kept = values.flatMap((value, k) => (value === null ? [] : [k]));
    const [x, y] = [kept.map((k) => steps[k]), kept.map((k) => values[k])];
    brush.line(x, y, { colour, width, ...(dash && { dash }) });
    if (kept.length <= DOT_LIMIT && !dash) brush.dots(x, y, { colour, radius: 2.2 });
    if (at !== undefined) brush.dots([steps[at]], [valueNear(values, at)], { colour, radius: 3.5 });
  }
}

function nearest(steps: readonly number[], x: number): number | undefined {
  if (steps.length === 0) return undefined;
  return steps.reduce((best, step, k) => (Math.abs(step - x) < Math.abs(steps[best] - x) ? k : best), 0);
}

/** Of a line that is not known at every step, the latest value before. */
function valueNear(values: readonly (number | null)[], at: number): number | null {
  return values.slice(0, at + 1).findLast(isNumber) ?? null;
}

function entryOf({ label, colour, dash, values }: DrawnLine, at: number | undefined): LegendEntry {
  const value = valueNear(values, at ?? values.length - 1);
  return { label, colour, kind: 'line', ...(dash && { dash }), value: formatNumber(value) };
}

function stepText({ first, last }: StepHistory, k: number): string {
  return first[k] === last[k] ? formatCount(first[k]) : `${formatCount(first[k])} to ${formatCount(last[k])}`;
}

function descriptionOf(lines: readonly DrawnLine[], { first, last }: StepHistory): string {
  if (lines.length === 0) return 'Error and spread by step: nothing to draw yet';
  const ends = lines.map(({ label, values }) => {
    const known = values.filter(isNumber);
    return `${label} from ${formatNumber(known[0])} to ${formatNumber(known.at(-1))}`;
  });
  return `Error and spread on a logarithmic axis, steps ${formatCount(first[0])} to ${formatCount(last.at(-1))}: ${ends.join('; ')}`;
}

function rowsOf(history: StepHistory, lines: readonly DrawnLine[]): string[][] {
  return evenIndices(history.first.length, ROW_LIMIT).map((k) => [
    stepText(history, k),
    ...lines.map(({ values }) => formatNumber(values[k])),
  ]);
}
