/** RMSE and spread by step, on a logarithmic axis. */
import type { StepRecord } from '@enkit/contracts';
import type { Quantity } from '../fitData.ts';
import { emptyDrawing, type Figure, type Panel } from '../page/figure.ts';
import type { Html } from '../page/html.ts';
import type { LegendEntry } from '../page/legend.ts';
import { formatNumber, formatPlural, type MaybeNumber } from '../page/numberFormat.ts';
import { roleColour } from '../page/palette.ts';
import { countAxis, logAxis, quantityLabel } from '../plot/axis.ts';
import { dotMark } from '../plot/pathMark.ts';
import { draw, type Mark } from '../plot/drawing.ts';
import { binSteps, type StepBins } from '../plot/stepBins.ts';
import { bandMark, DASHES, lineMark, verticalRule } from './marks.ts';

/** The most values of one line. */
const STEP_LIMIT = 300;
/** Lines of fewer values show them as dots as well: a single value would be no line. */
const DOT_LIMIT = 40;

interface StepLine {
  readonly label: string;
  readonly colour: string;
  readonly width: number;
  readonly dash?: string;
  readonly pick: (step: StepRecord) => MaybeNumber;
}

const LINES: readonly StepLine[] = [
  {
    label: 'forecast RMSE (before the update)',
    colour: roleColour('forecast'),
    width: 1.5,
    pick: (step) => step.rmseForecast,
  },
  {
    label: 'spread (before the update)',
    colour: roleColour('prediction'),
    width: 1.5,
    dash: DASHES.secondary,
    pick: (step) => step.spread,
  },
  {
    label: 'spread, test points',
    colour: roleColour('prediction'),
    width: 1.5,
    dash: DASHES.bestMember,
    pick: (step) => step.spreadTest,
  },
  { label: 'training RMSE', colour: roleColour('train'), width: 2, pick: (step) => step.rmseTrain },
  { label: 'test RMSE', colour: roleColour('test'), width: 2.2, pick: (step) => step.rmseTest },
];

interface DrawnLine extends StepLine {
  readonly bins: StepBins;
}

/** The part of the bins that a logarithmic axis can show. */
function positive({ line, range, size }: StepBins): StepBins {
  const shown = line.filter(({ y }) => y > 0);
  const lows = range.map(({ low }) => low).filter((low) => low > 0);
  const least = Math.min(...shown.map(({ y }) => y), ...lows);
  const above = range
    .filter(({ high }) => high > 0)
    .map(({ x, low, high }) => ({ x, low: Math.max(low, least), high }));
  return { line: shown, range: above, size };
}

function binsOf(steps: readonly StepRecord[], { pick }: StepLine): StepBins {
  return positive(
    binSteps(
      steps.map((step) => ({ step: step.step, value: pick(step) })),
      STEP_LIMIT,
    ),
  );
}

/** The lines that have a positive value. */
function drawnLines(steps: readonly StepRecord[]): DrawnLine[] {
  const all = LINES.map((line): DrawnLine => Object.assign({ bins: binsOf(steps, line) }, line));
  return all.filter(({ bins }) => bins.line.length > 0);
}

function marksOf({ bins, colour, width, dash }: DrawnLine): Mark[] {
  const dots =
    (bins.line.length <= DOT_LIMIT && dash === undefined) || bins.line.length === 1
      ? [dotMark(bins.line, { colour, radius: 2.2 })]
      : [];
  return [lineMark(bins.line, { colour, width, ...(dash === undefined ? {} : { dash }) }), ...dots];
}

function drawTraining(
  steps: readonly StepRecord[],
  lines: readonly DrawnLine[],
  output: Quantity,
  width: number,
): Html {
  if (lines.length === 0) return emptyDrawing('No step with a positive RMSE or spread to draw.');
  const collapse = steps.find((step) => step.collapsed);
  // The least of single observations' errors is near zero and would stretch a logarithmic axis without end.
  const values = lines.flatMap(({ bins }) => [...bins.line.map(({ y }) => y), ...bins.range.map(({ high }) => high)]);
  return draw({
    description: `RMSE and spread over ${formatPlural(steps.length, 'step')} on a logarithmic axis: ${lines.map(endsOf).join('; ')}`,
    width,
    height: Math.round(width * (width > 500 ? 0.45 : 0.8)),
    x: countAxis(
      'step',
      steps.map((step) => step.step),
      { ticks: Math.max(3, Math.round(width / 100)) },
    ),
    y: logAxis(quantityLabel({ ...output, name: 'RMSE and spread' }), values, { ticks: 6 }),
    marks: [
      ...lines.map(({ bins, colour }) => bandMark(bins.range, colour)),
      ...(collapse === undefined ? [] : [verticalRule(collapse.step)]),
      ...lines.flatMap(marksOf),
    ],
  });
}

function endsOf({ label, bins }: DrawnLine): string {
  return `${label} from ${formatNumber(bins.line[0].y)} to ${formatNumber(bins.line.at(-1)?.y)}`;
}

function legendOf(lines: readonly DrawnLine[]): LegendEntry[] {
  return lines.map(({ label, colour, width, dash }) => ({
    label,
    colour,
    key: { kind: 'line', width, ...(dash === undefined ? {} : { dash }) },
  }));
}

function captionOf(steps: readonly StepRecord[], lines: readonly DrawnLine[]): string {
  const size = Math.max(1, ...lines.map(({ bins }) => bins.size));
  const collapse = steps.find((step) => step.collapsed);
  const bins = ` To keep the file small, up to ${String(size)} consecutive values are drawn as one: the line is their root mean square, the ribbon reaches from the least (or the frame) to the greatest.`;
  return [
    'Root mean square error of the prediction mean and spread (root mean ensemble variance). Forecast values are of the observations of a step before they are assimilated; spread well below the error means over-confidence.',
    size > 1 ? bins : '',
    collapse === undefined
      ? ''
      : ` The dotted line marks step ${String(collapse.step)}, from which the ensemble counts as collapsed.`,
  ].join('');
}

/** The drawing alone, for a page that has several. */
export function trainingPanel(steps: readonly StepRecord[], output: Quantity): Panel {
  const lines = drawnLines(steps);
  return { draw: (width) => drawTraining(steps, lines, output, width) };
}

/** The lines that any of the steps has a value for. */
export function trainingLegend(steps: readonly StepRecord[]): LegendEntry[] {
  return legendOf(drawnLines(steps));
}

/** The figure of the errors of a run by step. */
export function trainingFigure(steps: readonly StepRecord[], output: Quantity): Figure {
  const lines = drawnLines(steps);
  return {
    title: 'Error and spread by step',
    caption: captionOf(steps, lines),
    legend: legendOf(lines),
    rows: [{ layout: 'wide', panels: [trainingPanel(steps, output)] }],
  };
}
