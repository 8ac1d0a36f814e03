/**
 * Clouds of dots and bars as one path each, as custom Plot marks: a tenth of the text, and of the time, of an element
 * per mark. A filled dot is a stroke of no length with a round cap. Within one path overlaps do not add up in opacity.
 */
import type { Mark } from './drawing.ts';
import type { Interval, Point } from './series.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** The frame in pixels. */
interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

type Project = (value: number) => number;
type Outline = (x: Project, y: Project, frame: Frame) => string;

/** A custom mark that is one path with the given attributes; nothing if its outline is empty. */
function pathMark(outline: Outline, attributes: Readonly<Record<string, string | number>>): Mark {
  return (_index, scales, _values, dimensions, { document }) => {
    const { width, height, marginLeft, marginRight, marginTop, marginBottom } = dimensions;
    const frame = { left: marginLeft, right: width - marginRight, top: marginTop, bottom: height - marginBottom };
    const project = (scale: 'x' | 'y') => (value: number) => Number(scales[scale]?.(value));
    const d = outline(project('x'), project('y'), frame);
    if (d === '') return null;
    const path = document.createElementNS(SVG, 'path');
    for (const [name, value] of Object.entries({ d, ...attributes })) path.setAttribute(name, value);
    return path;
  };
}

function pixel(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A point's place, or undefined outside the frame. */
function placeOf(point: Point, x: Project, y: Project, { left, right, top, bottom }: Frame): Point | undefined {
  const place = { x: x(point.x), y: y(point.y) };
  const isInside = place.x >= left - 1 && place.x <= right + 1 && place.y >= top - 1 && place.y <= bottom + 1;
  return isInside ? place : undefined;
}

export interface DotStyle {
  readonly colour: string;
  readonly radius?: number;
  readonly hollow?: boolean;
  readonly opacity?: number;
}

function ring(radius: number): string {
  const r = pixel(radius);
  const across = pixel(2 * radius);
  return `a${r},${r},0,1,0,${across},0a${r},${r},0,1,0,-${across},0`;
}

/** Dots or rings at points; those outside the frame are left out. */
export function dotMark(points: readonly Point[], { colour, radius = 2.4, hollow, opacity = 1 }: DotStyle): Mark {
  const isRing = hollow === true;
  const shape = isRing ? ring(radius) : 'h.01';
  const shift = isRing ? radius : 0;
  const outline: Outline = (x, y, frame) =>
    points
      .flatMap((point) => placeOf(point, x, y, frame) ?? [])
      .map((place) => `M${pixel(place.x - shift)},${pixel(place.y)}${shape}`)
      .join('');
  return pathMark(outline, {
    fill: 'none',
    stroke: colour,
    'stroke-width': isRing ? 1.1 : 2 * radius,
    'stroke-linecap': 'round',
    'stroke-opacity': opacity,
  });
}

/** Vertical bars from low to high, cut at the frame. */
export function barMark(bars: readonly Interval[], colour: string, opacity = 0.35): Mark {
  const outline: Outline = (x, y, { left, right, top, bottom }) =>
    bars
      .map((bar) => ({
        x: x(bar.x),
        ends: [y(bar.low), y(bar.high)].map((end) => Math.min(bottom, Math.max(top, end))),
      }))
      .filter((bar) => bar.x >= left && bar.x <= right)
      .map((bar) => `M${pixel(bar.x)},${pixel(bar.ends[0])}V${pixel(bar.ends[1])}`)
      .join('');
  return pathMark(outline, { fill: 'none', stroke: colour, 'stroke-opacity': opacity });
}
