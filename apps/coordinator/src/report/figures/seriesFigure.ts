/** A series: training part, forecast with its 90 % band, what was observed later, and the residuals. */
import type { SeriesFit, SeriesPart } from '../fitData.ts';
import type { Figure, PanelRow } from '../page/figure.ts';
import type { LegendEntry } from '../page/legend.ts';
import { formatCount, isNumber } from '../page/numberFormat.ts';
import { roleColour } from '../page/palette.ts';
import { thinningNote } from '../plot/series.ts';
import { BAND_NOTE, MARK_LIMIT } from './marks.ts';
import { drawSeries, seriesFocus, type SeriesView } from './seriesDrawing.ts';

const PREDICTION = roleColour('prediction');
/** The band of the residuals may be as much wider than they are. */
const RESIDUAL_REACH = 3;

type SeriesContent = Omit<SeriesView, 'input' | 'colour' | 'height'>;

function viewRow(fit: SeriesFit, content: SeriesContent, title?: string): PanelRow {
  const height = (width: number): number => Math.round(width * (width > 500 ? 0.42 : 0.7));
  const view = { input: fit.input, colour: PREDICTION, ...content };
  const heading = title === undefined ? {} : { title };
  return {
    layout: 'wide',
    panels: [{ ...heading, draw: (width) => drawSeries({ ...view, height: height(width) }, width) }],
  };
}

function wholeView(fit: SeriesFit): SeriesContent {
  const start = fit.test.time[0];
  return {
    description: `${fit.output.name} over ${fit.input.name}: observations, prediction and its 90 % band`,
    output: fit.output,
    parts: [
      [fit.train, 'train'],
      [fit.test, 'test'],
    ],
    outputs: seriesFocus([fit.train, fit.test]).values,
    detail: 'whole',
    ...(isNumber(start) ? { mark: start } : {}),
  };
}

function forecastView({ test, output }: SeriesFit): SeriesContent {
  return {
    description: `The same for the ${formatCount(test.time.length)} points of the forecast alone`,
    output,
    parts: [[test, 'test']],
    outputs: seriesFocus([test]).values,
    detail: 'close',
  };
}

/** Observed minus predicted: what the eye cannot see in the series itself. */
function residualsOf({ time, observed, predicted, low, high }: SeriesPart): SeriesPart {
  const minusPrediction = (values: ArrayLike<number>): number[] =>
    Array.from(values, (value, k) => (isNumber(value) && isNumber(predicted[k]) ? value - predicted[k] : Number.NaN));
  const band =
    low === undefined || high === undefined ? {} : { low: minusPrediction(low), high: minusPrediction(high) };
  return { time, observed: minusPrediction(observed), predicted: minusPrediction(predicted), ...band };
}

function residualFit(fit: SeriesFit): SeriesFit {
  const { unit } = fit.output;
  const output = { name: 'observed − predicted', ...(unit === undefined ? {} : { unit }) };
  return { ...fit, output, train: residualsOf(fit.train), test: residualsOf(fit.test) };
}

function residualView(fit: SeriesFit): SeriesContent {
  const residuals = residualFit(fit);
  return {
    ...wholeView(residuals),
    description: `Residuals of ${fit.output.name}: observed minus predicted, with the 90 % band`,
    outputs: seriesFocus([residuals.train, residuals.test], RESIDUAL_REACH).values,
  };
}

function seriesLegend(fit: SeriesFit): LegendEntry[] {
  const later: LegendEntry = { label: 'observed later (test)', colour: roleColour('test'), key: { kind: 'dot' } };
  return [
    { label: 'prediction mean, 90 % band', colour: PREDICTION, key: { kind: 'band', withLine: true } },
    { label: 'observed (training)', colour: roleColour('train'), key: { kind: 'dot' } },
    ...(fit.test.time.length > 0 ? [later] : []),
  ];
}

function captionOf(fit: SeriesFit): string {
  const { train, test } = fit;
  const residuals = residualFit(fit);
  const notes = new Set([
    seriesFocus([train, test]).note,
    seriesFocus([test]).note,
    seriesFocus([residuals.train, residuals.test], RESIDUAL_REACH).note,
  ]);
  const thinned = thinningNote(
    { total: train.time.length, limit: MARK_LIMIT, noun: 'training points' },
    { total: test.time.length, limit: MARK_LIMIT, noun: 'later points' },
  );
  const forecast =
    test.time.length > 0
      ? ' The ensemble was trained on what lies left of the dotted line only; what lies right of it was observed later and scores the forecast.'
      : '';
  return `The line is the mean of the members’ predictions. ${BAND_NOTE}${forecast}${[...notes].join('')}${thinned}`;
}

/** The figure of a series. The scores of the forecast are the test scores of the run. */
export function seriesFigure(fit: SeriesFit): Figure {
  const later = fit.test.time.length > 1 ? [viewRow(fit, forecastView(fit), 'Forecast and what came next')] : [];
  return {
    title: `${fit.output.name} over ${fit.input.name}`,
    caption: captionOf(fit),
    legend: seriesLegend(fit),
    rows: [viewRow(fit, wholeView(fit)), ...later, viewRow(fit, residualView(fit), 'Residuals')],
  };
}
