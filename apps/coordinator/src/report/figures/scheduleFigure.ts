/** The schedule of a run in which alpha varies: alpha, and the sum of 1/alpha. */
import type { StepRecord } from '@enkit/contracts';
import { emptyDrawing, type Figure, type Panel } from '../page/figure.ts';
import { isNumber, type MaybeNumber } from '../page/numberFormat.ts';
import { countAxis, logAxis } from '../plot/axis.ts';
import { dotMark } from '../plot/pathMark.ts';
import { draw } from '../plot/drawing.ts';
import { binSteps } from '../plot/stepBins.ts';
import { bandMark, horizontalRule, lineMark } from './marks.ts';

const STEP_LIMIT = 300;
const DOT_LIMIT = 60;
const INK = 'var(--ink)';

/** Whether any two finite alphas differ. */
export function alphaVaries(steps: readonly StepRecord[]): boolean {
  const alphas = steps.map((step) => step.alpha).filter(isNumber);
  return alphas.some((alpha) => Math.abs(alpha - alphas[0]) > 1e-9 * Math.abs(alphas[0]));
}

interface ScheduleLine {
  readonly label: string;
  readonly pick: (step: StepRecord) => MaybeNumber;
  /** Value of a reference line. */
  readonly reference?: number;
}

function schedulePanel(steps: readonly StepRecord[], { label, pick, reference }: ScheduleLine): Panel {
  const bins = binSteps(
    steps.map((step) => ({ step: step.step, value: pick(step) })),
    STEP_LIMIT,
    'median',
  );
  const line = bins.line.filter(({ y }) => y > 0);
  const values = [...line.map(({ y }) => y), ...bins.range.flatMap(({ low, high }) => [low, high])];
  return {
    draw: (width) => {
      if (line.length === 0) return emptyDrawing(`No positive value of ${label} to draw.`);
      return draw({
        description: `${label} by step on a logarithmic axis`,
        width,
        height: Math.round(width * 0.62),
        x: countAxis(
          'step',
          steps.map((step) => step.step),
          { ticks: 4 },
        ),
        y: logAxis(label, reference === undefined ? values : [...values, reference]),
        marks: [
          bandMark(
            bins.range.filter(({ low }) => low > 0),
            INK,
          ),
          ...(reference === undefined ? [] : [horizontalRule(reference)]),
          lineMark(line, { colour: INK, width: 1.6 }),
          ...(line.length <= DOT_LIMIT ? [dotMark(line, { colour: INK, radius: 2 })] : []),
        ],
      });
    },
  };
}

/** The figure of the schedule, or undefined if alpha is constant. */
export function scheduleFigure(steps: readonly StepRecord[]): Figure | undefined {
  if (!alphaVaries(steps)) return undefined;
  const panels = [
    schedulePanel(steps, { label: 'alpha', pick: (step) => step.alpha }),
    schedulePanel(steps, { label: 'sum of 1/alpha', pick: (step) => step.inverseAlphaSum, reference: 1 }),
  ];
  const thinned =
    steps.length > STEP_LIMIT
      ? ' Groups of consecutive steps are drawn as their median, with their range as a ribbon.'
      : '';
  return {
    title: 'Schedule',
    caption: `Factor alpha on the observation-error variance in each step, and the sum of 1/alpha so far. At the dotted line, sum 1/alpha = 1, the observations have been used once in the sense of Bayes’ rule.${thinned}`,
    legend: [],
    rows: [{ layout: 'pair', panels }],
  };
}
