/** Observed against predicted, for the training and the test points, with the identity line. */
import * as Plot from '@observablehq/plot';
import type { FitData, PredictedPoints, Quantity } from '../fitData.ts';
import { emptyDrawing, type Figure, type Panel } from '../page/figure.ts';
import type { Html } from '../page/html.ts';
import { formatCount, formatPlural, isNumber } from '../page/numberFormat.ts';
import { roleColour } from '../page/palette.ts';
import { linearAxis, quantityLabel, type Axis } from '../plot/axis.ts';
import { barMark, dotMark } from '../plot/pathMark.ts';
import { draw, type Mark } from '../plot/drawing.ts';
import { curvePoints, evenIndices, finiteValues, thinningNote, type Interval, type Point } from '../plot/series.ts';
import { focusOn } from './focus.ts';
import { MARK_LIMIT, SMALL_MARK_LIMIT } from './marks.ts';

interface Agreement {
  readonly points: readonly Point[];
  readonly bars: readonly Interval[];
  /** Pairs that are finite, of which `points` are drawn. */
  readonly pairs: number;
  readonly missing: number;
}

function agreementOf({ observed, predicted, low, high }: PredictedPoints, limit: number): Agreement {
  const all = curvePoints(observed, predicted, Infinity);
  const finite = all.flatMap(({ x, y }, k) => (isNumber(x) && isNumber(y) ? [k] : []));
  const shown = evenIndices(finite.length, limit).map((k) => finite[k]);
  const bars = shown.flatMap((k) => {
    const [from, to] = [low?.[k], high?.[k]];
    return isNumber(from) && isNumber(to) ? [{ x: all[k].x, low: from, high: to }] : [];
  });
  return { points: shown.map((k) => all[k]), bars, pairs: finite.length, missing: all.length - finite.length };
}

function identityLine({ domain: [low, high] }: Axis): Mark {
  const ends = [low, high].map((value) => ({ x: value, y: value }));
  return Plot.line(ends, { x: 'x', y: 'y', stroke: 'var(--muted)', strokeWidth: 1 });
}

interface AgreementFrame {
  readonly output: Quantity;
  readonly range: readonly number[];
  readonly colour: string;
  readonly noun: string;
}

function drawAgreement(agreement: Agreement, { output, range, colour, noun }: AgreementFrame, width: number): Html {
  if (agreement.points.length === 0) return emptyDrawing(`No ${noun} with a finite prediction.`);
  const ticks = { ticks: width > 300 ? 5 : 3 };
  const label = quantityLabel(output);
  const x = linearAxis(`observed ${label}`, range, ticks);
  return draw({
    description: `Predicted against observed ${output.name} of ${formatPlural(agreement.pairs, noun)}; the line is equality`,
    width,
    height: Math.max(160, Math.round(width * 0.9)),
    x,
    y: { ...x, label: `predicted ${label}` },
    grid: 'both',
    marks: [
      barMark(agreement.bars, colour),
      identityLine(x),
      dotMark(agreement.points, { colour, radius: width > 300 ? 2.2 : 1.8, opacity: 0.75 }),
    ],
  });
}

const PARTS = [
  { part: 'train', title: 'Training points', noun: 'training point' },
  { part: 'test', title: 'Test points', noun: 'test point' },
] as const;

function notesOn(agreements: readonly Agreement[]): string {
  const thinned = thinningNote(
    ...PARTS.map(({ noun }, k) => ({ total: agreements[k].pairs, limit: MARK_LIMIT, noun: `${noun}s` })),
  );
  const missing = agreements.reduce((sum, agreement) => sum + agreement.missing, 0);
  return missing === 0
    ? thinned
    : `${thinned} ${formatPlural(missing, 'point')} without a finite prediction cannot be drawn.`;
}

function partPanels(fit: FitData, agreements: readonly Agreement[], range: readonly number[]): Panel[] {
  return PARTS.map(({ part, title, noun }, k) => ({
    title: `${title} (${formatCount(agreements[k].pairs)})`,
    draw: (width) => drawAgreement(agreements[k], { output: fit.output, range, colour: roleColour(part), noun }, width),
  }));
}

/** The figure of one output; bars are drawn where the quantiles are given. */
export function agreementFigure(fit: FitData): Figure {
  const agreements = PARTS.map(({ part }) => agreementOf(fit[part], MARK_LIMIT));
  const focus = focusOn(
    finiteValues(fit.train.observed, fit.test.observed),
    agreements.flatMap(({ points, bars }) => [
      ...points.map(({ y }) => y),
      ...bars.flatMap(({ low, high }) => [low, high]),
    ]),
  );
  const bars = agreements.some((agreement) => agreement.bars.length > 0)
    ? ' Bars are the ensemble’s central 90\u00a0% intervals, widened by the observation noise (known or estimated) where the observed values are noisy.'
    : '';
  return {
    title: `Observed and predicted ${fit.output.name}`,
    caption: `Prediction mean against the observed value, point by point; on the diagonal they are equal.${bars}${focus.note}${notesOn(agreements)}`,
    legend: [],
    rows: [{ layout: 'pair', panels: partPanels(fit, agreements, focus.values) }],
  };
}

/** One small drawing of the test points (of the training points if there are none), for a comparison. */
export function drawTestAgreement(fit: FitData, range: readonly number[], colour: string, width: number): Html {
  const part = fit.test.observed.length > 0 ? PARTS[1] : PARTS[0];
  const agreement = agreementOf(fit[part.part], SMALL_MARK_LIMIT);
  return drawAgreement(agreement, { output: fit.output, range, colour, noun: part.noun }, width);
}
