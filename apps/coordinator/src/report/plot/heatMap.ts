/** A field over two axes, and the colour bar that says what its colours mean. */
import type { Quantity } from '../fitData.ts';
import { emptyDrawing } from '../page/figure.ts';
import type { Html } from '../page/html.ts';
import { linearAxis, quantityLabel, type Axis } from './axis.ts';
import { draw, type Mark } from './drawing.ts';
import { fieldImage, type ColourScale, type Field } from './raster.ts';
import { extentOf, finiteValues } from './series.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** Stretches a picture over a rectangle in data coordinates. */
function imageMark(source: string, [left, right]: readonly number[], [bottom, top]: readonly number[]): Mark {
  return (_index, scales, _values, _dimensions, context) => {
    const [x1, x2] = [left, right].map((value) => Number(scales.x?.(value)));
    const [y1, y2] = [top, bottom].map((value) => Number(scales.y?.(value)));
    const image = context.document.createElementNS(SVG, 'image');
    const attributes = { href: source, x: x1, y: y1, width: x2 - x1, height: y2 - y1, preserveAspectRatio: 'none' };
    for (const [name, value] of Object.entries(attributes)) image.setAttribute(name, String(value));
    return image;
  };
}

/** The grid's range, half a cell wider at either end, as the frame's domain. */
function cellAxis(quantity: Quantity, values: ArrayLike<number>, ticks: number): Axis | undefined {
  const extent = extentOf(finiteValues(values));
  if (extent === undefined) return undefined;
  const half = values.length > 1 ? (extent[1] - extent[0]) / (values.length - 1) / 2 : 0.5;
  const edges = [extent[0] - (half || 0.5), extent[1] + (half || 0.5)];
  return linearAxis(quantityLabel(quantity), edges, { ticks, padding: 0 });
}

export interface HeatMap {
  readonly description: string;
  readonly inputs: readonly [Quantity, Quantity];
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly field: Field;
  readonly scale: ColourScale;
  /** Over the field, for a drawing of a given width. */
  readonly marks?: (width: number) => readonly Mark[];
}

/** Draws a field; `field` may be coarser than the grid whose range `x` and `y` give. */
export function drawHeatMap({ description, inputs, x, y, field, scale, marks }: HeatMap, width: number): Html {
  const ticks = width > 200 ? 5 : 3;
  const [xAxis, yAxis] = [cellAxis(inputs[0], x, ticks), cellAxis(inputs[1], y, ticks)];
  if (xAxis === undefined || yAxis === undefined || finiteValues(field.values).length === 0) {
    return emptyDrawing('No finite value to draw.');
  }
  const image = imageMark(fieldImage(field, scale), xAxis.domain, yAxis.domain);
  return draw({
    description,
    width,
    height: Math.round(width * 0.95) + 20,
    x: xAxis,
    y: yAxis,
    grid: 'none',
    marks: [image, ...(marks?.(width) ?? [])],
  });
}

/** A horizontal bar of the scale's colours over its domain. */
export function drawColourBar(label: string, scale: ColourScale, width: number): Html {
  const steps = 255;
  const ramp = Array.from(
    { length: steps },
    (_, k) => scale.domain[0] + ((scale.domain[1] - scale.domain[0]) * k) / (steps - 1),
  );
  const field = { columns: steps, rows: 1, values: ramp };
  const x = linearAxis('', scale.domain, { ticks: Math.max(3, Math.round(width / 80)), padding: 0 });
  const y: Axis = { type: 'linear', domain: [0, 1], ticks: [], label, format: String };
  const marks = [imageMark(fieldImage(field, scale), x.domain, y.domain)];
  return draw({ description: `Colour scale of ${label}`, width, height: 26 + 12 + 26, x, y, grid: 'none', marks });
}
