/** Spread of the parameters relative to the prior, over all parameters and layer by layer. */
import type { StepRecord } from '@enkit/contracts';
import { emptyDrawing, type Figure, type Panel, type PanelRow } from '../page/figure.ts';
import type { Html } from '../page/html.ts';
import type { LegendEntry } from '../page/legend.ts';
import { formatNumber } from '../page/numberFormat.ts';
import { roleColour } from '../page/palette.ts';
import { countAxis, linearAxis, logAxis, type Axis } from '../plot/axis.ts';
import { dotMark } from '../plot/pathMark.ts';
import { draw } from '../plot/drawing.ts';
import { curvePoints, finiteValues, ribbonPoints, type Interval, type Point } from '../plot/series.ts';
import { binSteps } from '../plot/stepBins.ts';
import type { LayerSpread } from '../runReport.ts';
import { bandMark, horizontalRule, lineMark } from './marks.ts';

const STEP_LIMIT = 300;
const DOT_LIMIT = 40;
const LAYER_LIMIT = 12;
const COLOUR = roleColour('prediction');
const LABEL = 'sd / prior sd';

interface RatioCurve {
  readonly name: string;
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

function drawRatio({ name, line, band }: RatioCurve, y: Axis, width: number): Html {
  const isLog = y.type === 'log';
  const shown = line.filter((point) => !isLog || point.y > 0);
  if (finiteValues(shown.map((point) => point.y)).length === 0) return emptyDrawing('No finite value to draw.');
  const ribbon = isLog ? band.map((interval) => ({ ...interval, low: Math.max(interval.low, y.domain[0]) })) : band;
  return draw({
    description: `Spread of ${name} relative to the prior by step, from ${formatNumber(shown[0].y)} to ${formatNumber(shown.at(-1)?.y)}`,
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
  return { name: 'all parameters', line: bins.line, band: bins.range };
}

function layerCurve({ name, steps, low, median, high }: LayerSpread): RatioCurve {
  return { name, line: curvePoints(steps, median, STEP_LIMIT), band: ribbonPoints(steps, low, high, STEP_LIMIT) };
}

function panelsOf(curves: readonly RatioCurve[], isTitled: boolean): Panel[] {
  const y = ratioAxis(curves);
  return curves.map((curve) => ({
    ...(isTitled ? { title: curve.name } : {}),
    draw: (width) => drawRatio(curve, y, width),
  }));
}

function captionOf(steps: readonly StepRecord[], layers: readonly LayerSpread[]): string {
  const perLayer =
    ' Below, layer by layer: the median over the layer’s parameters and the range from their 5 % to their 95 % quantile.';
  const more =
    layers.length > LAYER_LIMIT
      ? ` Only the first ${String(LAYER_LIMIT)} of ${String(layers.length)} layers are drawn.`
      : '';
  const thinned =
    steps.length > STEP_LIMIT
      ? ' Groups of consecutive steps are drawn as their root mean square, with their range as a ribbon.'
      : '';
  return `Standard deviation of the parameters over the ensemble after each step, divided by that of the prior; the dotted line is the prior.${layers.length > 0 ? perLayer : ''}${more}${thinned}`;
}

const LEGEND: readonly LegendEntry[] = [
  {
    label: 'all parameters (root mean square) or median of a layer, 5–95 % of its parameters',
    colour: COLOUR,
    key: { kind: 'band', withLine: true },
  },
];

/** One axis for the drawings of several runs. */
export function spreadScale(runs: readonly (readonly StepRecord[])[]): Axis {
  return ratioAxis(runs.map(overallCurve));
}

/** The spread over all parameters alone, for a page that has several. */
export function spreadPanel(steps: readonly StepRecord[], scale: Axis): Panel {
  return { draw: (width) => drawRatio(overallCurve(steps), scale, width) };
}

/** The figure of the parameters' spread. */
export function parameterFigure(steps: readonly StepRecord[], layers: readonly LayerSpread[]): Figure {
  const overall: PanelRow = { layout: 'wide', panels: panelsOf([overallCurve(steps)], false) };
  const shown = layers.slice(0, LAYER_LIMIT).map(layerCurve);
  const perLayer: PanelRow[] = shown.length > 0 ? [{ layout: 'grid', panels: panelsOf(shown, true) }] : [];
  return {
    title: 'Spread of the parameters relative to the prior',
    caption: captionOf(steps, layers),
    legend: layers.length > 0 ? LEGEND : [],
    rows: [overall, ...perLayer],
  };
}
