/** The fit of a model of two inputs: truth and prediction on one colour scale, absolute error and spread on another. */
import type { SurfaceFit } from '../fitData.ts';
import type { Figure, PanelRow } from '../page/figure.ts';
import type { Html } from '../page/html.ts';
import { formatMeasure, isNumber } from '../page/numberFormat.ts';
import { quantityLabel } from '../plot/axis.ts';
import { dotMark } from '../plot/pathMark.ts';
import type { Mark } from '../plot/drawing.ts';
import { drawColourBar, drawHeatMap } from '../plot/heatMap.ts';
import { coarsen, type ColourScale, type ColourScheme, type Field } from '../plot/raster.ts';
import { extentOf, finiteValues, markPoints, thinningNote } from '../plot/series.ts';
import { MARK_LIMIT } from './marks.ts';

/** Pixels along one axis of a picture. */
const PICTURE_LIMIT = 161;

export function surfaceField(fit: SurfaceFit, values: ArrayLike<number>): Field {
  return coarsen({ columns: fit.x.length, rows: fit.y.length, values }, PICTURE_LIMIT);
}

/** |prediction mean - truth|, NaN where either is missing. */
export function absoluteError(fit: SurfaceFit): number[] | undefined {
  const { truth, mean } = fit;
  if (truth === undefined) return undefined;
  return Array.from(mean, (value, k) =>
    isNumber(value) && isNumber(truth[k]) ? Math.abs(value - truth[k]) : Number.NaN,
  );
}

function scaleOver(scheme: ColourScheme, values: readonly number[], from?: number): ColourScale {
  const [low, high] = extentOf(values) ?? [0, 1];
  return { scheme, domain: [from ?? low, high > (from ?? low) ? high : (from ?? low) + 1] };
}

/** Colours of the field itself: the truth's range if it is known, so that a diverged prediction shows as such. */
export function valueScale(fit: SurfaceFit): ColourScale {
  return scaleOver('viridis', finiteValues(fit.truth ?? fit.mean));
}

export interface SurfacePanel {
  readonly title: string;
  readonly values: ArrayLike<number>;
  readonly scale: ColourScale;
  readonly marks?: (width: number) => readonly Mark[];
}

/** One field of a fit. */
export function drawSurface(fit: SurfaceFit, { title, values, ...looks }: SurfacePanel, width: number): Html {
  const description = `Heat map of the ${title.toLowerCase()} of ${fit.output.name} over ${fit.inputs[0].name} and ${fit.inputs[1].name}`;
  const { inputs, x, y } = fit;
  return drawHeatMap({ description, inputs, x, y, field: surfaceField(fit, values), ...looks }, width);
}

function panelRow(fit: SurfaceFit, panels: readonly SurfacePanel[]): PanelRow {
  return {
    layout: 'twins',
    panels: panels.map((panel) => ({ title: panel.title, draw: (width) => drawSurface(fit, panel, width) })),
  };
}

function barRow(label: string, scale: ColourScale): PanelRow {
  return { layout: 'wide', panels: [{ draw: (width) => drawColourBar(label, scale, width) }] };
}

function trainingMarks(fit: SurfaceFit): (width: number) => readonly Mark[] {
  const points = markPoints(fit.training.x, fit.training.y, MARK_LIMIT);
  return (width) => [dotMark(points, { colour: '#fff', radius: width / 270, opacity: 0.75 })];
}

function surfaceRows(fit: SurfaceFit, error: number[] | undefined): PanelRow[] {
  const label = quantityLabel(fit.output);
  const values = valueScale(fit);
  const errors = scaleOver('magma', finiteValues(error, fit.spread), 0);
  const prediction = { title: 'Prediction mean', values: fit.mean, scale: values, marks: trainingMarks(fit) };
  const spread = { title: 'Spread', values: fit.spread, scale: errors };
  if (fit.truth === undefined || error === undefined) {
    return [panelRow(fit, [prediction, spread]), barRow(label, values), barRow(`spread of ${label}`, errors)];
  }
  return [
    panelRow(fit, [{ title: 'Truth', values: fit.truth, scale: values }, prediction]),
    barRow(label, values),
    panelRow(fit, [{ title: 'Absolute error', values: error, scale: errors }, spread]),
    barRow(`absolute error and spread of ${label}`, errors),
  ];
}

/** Sentences on what the pictures leave out. */
function pictureNotes(fit: SurfaceFit): string {
  const coarse = Math.max(fit.x.length, fit.y.length) > PICTURE_LIMIT;
  const values = finiteValues(fit.mean).length < fit.mean.length ? ' Missing values are left blank.' : '';
  const grid = coarse
    ? ` Of the ${String(fit.x.length)} × ${String(fit.y.length)} grid only every few values are drawn.`
    : '';
  return `${grid}${values}${thinningNote({ total: fit.training.x.length, limit: MARK_LIMIT, noun: 'training points' })}`;
}

/** The figure of a fit of two inputs. */
export function surfaceFigure(fit: SurfaceFit): Figure {
  const error = absoluteError(fit);
  const largest = (values: ArrayLike<number> | undefined): string =>
    formatMeasure(extentOf(finiteValues(values))?.[1], fit.output.unit);
  const extremes =
    error === undefined
      ? `The greatest spread is ${largest(fit.spread)}.`
      : `The greatest absolute error is ${largest(error)}, the greatest spread ${largest(fit.spread)}; where the error is much greater than the spread, the ensemble is over-confident.`;
  return {
    title: `Fit of ${fit.output.name} over ${fit.inputs[0].name} and ${fit.inputs[1].name}`,
    caption: `Prediction mean and its spread (standard deviation over the members); dots are training points. ${extremes}${pictureNotes(fit)}`,
    legend: [],
    rows: surfaceRows(fit, error),
  };
}
