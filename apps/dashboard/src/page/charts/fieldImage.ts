/** A field as a small picture, one pixel a value. */
import type { Values } from '../../state/fit.ts';
import { colourAt, type ColourScheme } from '../../view/colourMap.ts';
import type { Extent } from '../../view/extent.ts';
import { isNumber } from '../../view/format.ts';

export interface FieldPicture {
  readonly columns: number;
  readonly rows: number;
  /** Row-major, the first row at the bottom. */
  readonly values: Values;
  readonly scheme: ColourScheme;
  readonly range: Extent;
}

/** Missing values are transparent. */
export function paintField({ columns, rows, values, scheme, range: [low, high] }: FieldPicture): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.max(1, columns), Math.max(1, rows)];
  const context = canvas.getContext('2d');
  if (!context || columns === 0 || rows === 0) return canvas;
  const image = context.createImageData(columns, rows);
  values.forEach((value, k) => {
    if (!isNumber(value)) return;
    const row = rows - 1 - Math.floor(k / columns);
    image.data.set([...colourAt(scheme, (value - low) / (high - low)), 255], 4 * (row * columns + (k % columns)));
  });
  context.putImageData(image, 0, 0);
  return canvas;
}
