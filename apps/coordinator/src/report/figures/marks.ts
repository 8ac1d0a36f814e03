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

export interface DotStyle {
  readonly colour: string;
  readonly radius?: number;
  readonly hollow?: boolean;
  readonly opacity?: number;
}

export function dotMark(points: readonly Point[], { colour, radius = 2.4, hollow, opacity = 1 }: DotStyle): Mark {
  const paint =
    hollow === true
      ? { fill: 'none', stroke: colour, strokeWidth: 1.1, strokeOpacity: opacity }
      : { fill: colour, fillOpacity: opacity, stroke: 'none' };
  return Plot.dot([...points], { x: 'x', y: 'y', r: radius, ...paint });
}

/** Vertical bars from low to high. */
export function barMark(bars: readonly Interval[], colour: string, opacity = 0.35): Mark {
  return Plot.ruleX([...bars], { x: 'x', y1: 'low', y2: 'high', stroke: colour, strokeOpacity: opacity });
}

/** A vertical line over the whole frame, such as the beginning of the forecast. */
export function verticalRule(x: number): Mark {
  return Plot.ruleX([x], { stroke: 'var(--muted)', strokeWidth: 1, strokeDasharray: '2,3' });
}

export function horizontalRule(y: number): Mark {
  return Plot.ruleY([y], { stroke: 'var(--muted)', strokeWidth: 1, strokeDasharray: '2,3' });
}
