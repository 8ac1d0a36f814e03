/** The marks that several figures share, each in its role's colour. */
import * as Plot from '@observablehq/plot';
import type { Mark } from '../plot/drawing.ts';
import type { Interval, Point } from '../plot/series.ts';

/** The most points of one line and of one cloud of marks; more are thinned, and the caption says so. */
export const LINE_LIMIT = 600;
export const MARK_LIMIT = 400;
/** The same for small multiples. */
export const SMALL_LINE_LIMIT = 100;
export const SMALL_MARK_LIMIT = 60;
/** Series may oscillate: thinned further, their lines would show cycles that are not there. */
export const SERIES_LINE_LIMIT = 1200;
export const SMALL_SERIES_LINE_LIMIT = 300;

/** What a caption says of the 90 % bands. */
export const BAND_NOTE =
  'The band is the ensemble’s central 90\u00a0% interval, widened by the observation noise (known or estimated) only where the test targets are noisy.';

export const DASHES = { truth: '7,4', parameterMean: '3,2.5', bestMember: '1.2,2.6', secondary: '5,3' } as const;

export interface LineStyle {
  readonly colour: string;
  readonly width?: number;
  readonly dash?: string;
}

export function lineMark(points: readonly Point[], { colour, width = 2, dash }: LineStyle): Mark {
  const dashed = dash === undefined ? {} : { strokeDasharray: dash };
  return Plot.line([...points], { x: 'x', y: 'y', stroke: colour, strokeWidth: width, ...dashed });
}

export function bandMark(points: readonly Interval[], colour: string): Mark {
  return Plot.areaY([...points], { x: 'x', y1: 'low', y2: 'high', fill: colour, fillOpacity: 0.2 });
}

/** A vertical line over the whole frame, such as the beginning of the forecast. */
export function verticalRule(x: number): Mark {
  return Plot.ruleX([x], { stroke: 'var(--muted)', strokeWidth: 1, strokeDasharray: '2,3' });
}

export function horizontalRule(y: number): Mark {
  return Plot.ruleY([y], { stroke: 'var(--muted)', strokeWidth: 1, strokeDasharray: '2,3' });
}
