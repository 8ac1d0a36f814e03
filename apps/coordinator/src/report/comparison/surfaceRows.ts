/** Fields by method: predictions beside the truth, and their absolute errors. */
import { absoluteError, drawSurface, valueScale } from '../figures/surfaceFigure.ts';
import type { SurfaceFit } from '../fitData.ts';
import type { Panel, PanelRow } from '../page/figure.ts';
import type { Html } from '../page/html.ts';
import { isNumber } from '../page/numberFormat.ts';
import { quantityLabel } from '../plot/axis.ts';
import { drawColourBar } from '../plot/heatMap.ts';
import type { ColourScale } from '../plot/raster.ts';
import { extentOf, finiteValues } from '../plot/series.ts';

export interface MethodSurface {
  readonly method: string;
  readonly title: Html;
  readonly fit: SurfaceFit;
}

/** Decades below the largest error that still get a colour of their own. */
const DECADES = 4;

function predictionPanels(surfaces: readonly MethodSurface[], scale: ColourScale): Panel[] {
  const [{ fit: first }] = surfaces;
  const { truth } = first;
  const predictions = surfaces.map(
    ({ method, title, fit }): Panel => ({
      title,
      draw: (width) => drawSurface(fit, { title: `prediction by ${method}`, values: fit.mean, scale }, width),
    }),
  );
  if (truth === undefined) return predictions;
  const panel: Panel = {
    title: 'Truth',
    draw: (width) => drawSurface(first, { title: 'truth', values: truth, scale }, width),
  };
  return [panel, ...predictions];
}

/** log10 of the absolute error; an error of zero is as small as the scale goes. */
function logErrors(fit: SurfaceFit): number[] {
  return (absoluteError(fit) ?? []).map((error) =>
    isNumber(error) ? Math.log10(Math.max(error, 1e-300)) : Number.NaN,
  );
}

function errorRows(surfaces: readonly MethodSurface[]): PanelRow[] {
  const errors = surfaces.map(({ fit }) => logErrors(fit));
  const top = extentOf(finiteValues(...errors))?.[1];
  if (top === undefined) return [];
  const scale: ColourScale = { scheme: 'magma', domain: [top - DECADES, top] };
  const panels = surfaces.map(
    ({ method, title, fit }, k): Panel => ({
      title,
      draw: (width) => drawSurface(fit, { title: `log absolute error of ${method}`, values: errors[k], scale }, width),
    }),
  );
  const label = `log₁₀ |error of ${quantityLabel(surfaces[0].fit.output)}|`;
  return [
    { title: 'Absolute error', layout: 'grid', panels },
    { layout: 'wide', panels: [{ draw: (width) => drawColourBar(label, scale, width) }] },
  ];
}

/** Rows of a figure; none without fits. All fits of a problem share one truth. */
export function surfaceRows(surfaces: readonly MethodSurface[]): PanelRow[] {
  if (surfaces.length === 0) return [];
  const [{ fit }] = surfaces;
  const scale = valueScale(fit);
  return [
    { layout: 'grid', panels: predictionPanels(surfaces, scale) },
    { layout: 'wide', panels: [{ draw: (width) => drawColourBar(quantityLabel(fit.output), scale, width) }] },
    ...errorRows(surfaces),
  ];
}
