/** Spread of the parameters relative to the prior. */
import type { StepRecord } from '@enkit/contracts';
import { emptyDrawing, type Figure, type Panel } from '../page/figure.ts';
import type { Html } from '../page/html.ts';
import { formatNumber } from '../page/numberFormat.ts';
import { roleColour } from '../page/palette.ts';
import { countAxis, linearAxis, logAxis, type Axis } from '../plot/axis.ts';
import { dotMark } from '../plot/pathMark.ts';
import { draw } from '../plot/drawing.ts';
import { finiteValues, type Interval, type Point } from '../plot/series.ts';
import { binSteps } from '../plot/stepBins.ts';
import { bandMark, horizontalRule, lineMark } from './marks.ts';

const STEP_LIMIT = 300;
const DOT_LIMIT = 40;
const COLOUR = roleColour('prediction');
const LABEL = 'sd / prior sd';

interface RatioCurve {
  readonly line: readonly Point[];
  readonly band: readonly Interval[];
}

/** Logarithmic once the spread falls below a tenth of the prior. */
function ratioAxis(curves: readonly RatioCurve[]): Axis {
  const values = curves.flatMap(({ line, band }) => [
    ...line.map(({ y }) => y),
    ...band.flatMap(({ low, high }) => [low, high]),
  ]);
  const positive = finiteValues(values).filter((value) => value > 0);
  if (positive.some((value) => value < 0.1)) return logAxis(LABEL, [...positive, 1], { ticks: 5 });
  return linearAxis(LABEL, [0, 1, ...positive], { padding: 0.03 });
}

function drawRatio({ line, band }: RatioCurve, y: Axis, width: number): Html {
  const isLog = y.type === 'log';
  const shown = line.filter((point) => !isLog || point.y > 0);
  if (finiteValues(shown.map((point) => point.y)).length === 0) return emptyDrawing('No finite value to draw.');
  const ribbon = isLog ? band.map((interval) => ({ ...interval, low: Math.max(interval.low, y.domain[0]) })) : band;
  return draw({
    description: `Spread of the parameters relative to the prior by step, from ${formatNumber(shown[0].y)} to ${formatNumber(shown.at(-1)?.y)}`,
    width,
    height: Math.max(150, Math.round(width * (width > 500 ? 0.38 : 0.75))),
    x: countAxis(
      'step',
      line.map((point) => point.x),
      { ticks: Math.max(2, Math.round(width / 90)) },
    ),
    y,
    marks: [
      horizontalRule(1),
      bandMark(ribbon, COLOUR),
      lineMark(shown, { colour: COLOUR }),
      ...(shown.length <= DOT_LIMIT ? [dotMark(shown, { colour: COLOUR, radius: 2 })] : []),
    ],
  });
}

function overallCurve(steps: readonly StepRecord[]): RatioCurve {
  const bins = binSteps(
    steps.map((step) => ({ step: step.step, value: step.parameterSpread })),
    STEP_LIMIT,
  );
  return { line: bins.line, band: bins.range };
}

function captionOf(steps: readonly StepRecord[]): string {
  const thinned =
    steps.length > STEP_LIMIT
      ? ' Groups of consecutive steps are drawn as their root mean square, with their range as a ribbon.'
      : '';
  return `Standard deviation of the parameters over the ensemble after each step, divided by that of the prior (root mean square over the parameters); the dotted line is the prior.${thinned}`;
}

/** One axis for the drawings of several runs. */
export function spreadScale(runs: readonly (readonly StepRecord[])[]): Axis {
  return ratioAxis(runs.map(overallCurve));
}

/** The spread over all parameters alone, for a page that has several. */
export function spreadPanel(steps: readonly StepRecord[], scale: Axis): Panel {
  return { draw: (width) => drawRatio(overallCurve(steps), scale, width) };
}

/** The figure of the parameters' spread. */
export function parameterFigure(steps: readonly StepRecord[]): Figure {
  return {
    title: 'Spread of the parameters relative to the prior',
    caption: captionOf(steps),
    legend: [],
    rows: [{ layout: 'wide', panels: [spreadPanel(steps, spreadScale([steps]))] }],
  };
}
