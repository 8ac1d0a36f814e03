/** One small drawing of the fit per method, all on the same axes. */
import type { ProblemComparison } from '../comparisonReport.ts';
import { drawTestAgreement } from '../figures/agreementFigure.ts';
import { curveFocus, drawCurve } from '../figures/curveFigure.ts';
import { focusOn } from '../figures/focus.ts';
import { SMALL_MARK_LIMIT } from '../figures/marks.ts';
import { drawSeries, seriesFocus } from '../figures/seriesDrawing.ts';
import type { CurveFit, FitData, SeriesFit } from '../fitData.ts';
import type { Figure, Panel } from '../page/figure.ts';
import type { Html } from '../page/html.ts';
import { finiteValues } from '../plot/series.ts';
import { renderMethod, styleOf, type MethodStyles } from './methodLabel.ts';
import { surfaceRows } from './surfaceRows.ts';

/** A method whose fit is given. */
export interface MethodFit<Fit extends FitData = FitData> {
  readonly method: string;
  readonly title: Html;
  readonly fit: Fit;
  readonly colour: string;
  readonly seed: number | undefined;
}

function methodFits({ methods }: ProblemComparison, styles: MethodStyles): MethodFit[] {
  return methods.flatMap(({ method, fit, fitSeed }) => {
    if (fit === undefined) return [];
    const { colour } = styleOf(styles, method);
    return [{ method, title: renderMethod(method, styles), fit, colour, seed: fitSeed }];
  });
}

function isKind<Kind extends FitData['kind']>(kind: Kind) {
  return (item: MethodFit): item is MethodFit<Extract<FitData, { kind: Kind }>> => item.fit.kind === kind;
}

/** The rows of one kind of fit; all fits of a problem are of one kind. */
function rowsOf(fits: readonly MethodFit[]): Figure['rows'] {
  const grid = (panels: readonly Panel[]): Figure['rows'] => (panels.length > 0 ? [{ layout: 'grid', panels }] : []);
  return [
    ...grid(curvePanels(fits.filter(isKind('curve')))),
    ...surfaceRows(fits.filter(isKind('surface'))),
    ...grid(seriesPanels(fits.filter(isKind('series')))),
    ...grid(agreementPanels(fits.filter(isKind('points')))),
  ];
}

function curvePanels(fits: readonly MethodFit<CurveFit>[]): Panel[] {
  const outputs = fits.flatMap(({ fit }) => curveFocus(fit).values);
  return fits.map(({ title, fit, colour }) => ({
    title,
    draw: (width) => drawCurve(fit, { width, height: smallHeight(width), outputs }, { colour, compact: true }),
  }));
}

/** The forecasts alone, or the training part of series without one. */
function seriesPanels(fits: readonly MethodFit<SeriesFit>[]): Panel[] {
  const parts = fits.map(({ fit }) =>
    fit.test.time.length > 0 ? ([fit.test, 'test'] as const) : ([fit.train, 'train'] as const),
  );
  const outputs = parts.flatMap(([part]) => seriesFocus([part]).values);
  return fits.map(({ method, title, fit, colour }, k) => ({
    title,
    draw: (width) =>
      drawSeries(
        {
          description: `${fit.output.name} over ${fit.input.name} by ${method}: prediction and observations`,
          input: fit.input,
          output: fit.output,
          parts: [parts[k]],
          colour,
          outputs,
          detail: 'small',
          height: smallHeight(width),
        },
        width,
      ),
  }));
}

function agreementPanels(fits: readonly MethodFit[]): Panel[] {
  const observed = fits.flatMap(({ fit }) => finiteValues(fit.train.observed, fit.test.observed));
  const predicted = fits.flatMap(({ fit }) => finiteValues(fit.test.predicted));
  const range = focusOn(observed, predicted).values;
  return fits.map(({ title, fit, colour }) => ({
    title,
    draw: (width) => drawTestAgreement(fit, range, colour, width),
  }));
}

const CAPTIONS: Readonly<Record<FitData['kind'], string>> = {
  curve: 'Prediction (line) and, for ensembles, the 90 % band over the truth (dashed) and training points (rings).',
  surface: 'Truth and predictions on one colour scale; below, the absolute errors on a logarithmic one.',
  series: 'Prediction (line) and, for ensembles, the 90 % band over what was observed (dots).',
  points: 'Predicted against observed test points; on the diagonal they are equal.',
};

function seedNote(fits: readonly MethodFit[]): string {
  const seeds = [...new Set(fits.flatMap(({ seed }) => seed ?? []))];
  if (seeds.length === 1) return ` Seed ${String(seeds[0])} of each method.`;
  return ' One seed of each method.';
}

/** Tall enough for an axis also on a phone. */
function smallHeight(width: number): number {
  return Math.max(150, Math.round(width * 0.8));
}

/** Points that a small drawing would have to show. */
function pointsOf(fit: FitData): number {
  if (fit.kind === 'curve') return fit.training.x.length;
  return fit.kind === 'surface' ? 0 : fit.test.observed.length;
}

function thinnedNote(fits: readonly MethodFit[]): string {
  const isThinned = fits.some(({ fit }) => pointsOf(fit) > SMALL_MARK_LIMIT);
  return isThinned
    ? ` To keep the file small, ${String(SMALL_MARK_LIMIT)} points of each fit are drawn, evenly chosen.`
    : '';
}

/** The fits of the methods on one problem; undefined if none is given. */
export function fitsFigure(problem: ProblemComparison, styles: MethodStyles): Figure | undefined {
  const fits = methodFits(problem, styles);
  if (fits.length === 0) return undefined;
  const curves = fits.filter(isKind('curve')).map(({ fit }) => curveFocus(fit).note);
  const cut = curves.find((note) => note !== '') ?? '';
  return {
    title: `Fits on ${problem.name}`,
    caption: `${CAPTIONS[fits[0].fit.kind]}${seedNote(fits)}${cut}${thinnedNote(fits)}`,
    legend: [],
    rows: rowsOf(fits),
  };
}

/** Predicted against observed for every method; undefined if the fits are drawn so already, or none is given. */
export function agreementsFigure(problem: ProblemComparison, styles: MethodStyles): Figure | undefined {
  const fits = methodFits(problem, styles).filter((item) => !isKind('points')(item));
  if (fits.length === 0) return undefined;
  const ofTest = fits[0].fit.test.observed.length > 0;
  return {
    title: `Observed and predicted on ${problem.name}`,
    caption: `Prediction against the observed value of ${ofTest ? 'test' : 'training'} points; on the diagonal they are equal.${seedNote(fits)} Up to ${String(SMALL_MARK_LIMIT)} points of each method are drawn, evenly chosen.`,
    legend: [],
    rows: [{ layout: 'grid', panels: agreementPanels(fits) }],
  };
}
