/** Marks of methods at data points, as a custom Plot mark: an outline per point, with the page's colour as its edge. */
import type { MethodSymbol } from '../page/palette.ts';
import type { Mark } from './drawing.ts';
import { symbolPath } from './symbol.ts';

export interface SymbolPoint {
  readonly x: number;
  readonly y: number;
  readonly symbol: MethodSymbol;
  readonly colour: string;
  /** In square pixels. */
  readonly area: number;
  readonly opacity?: number;
  /** Shown on hovering. */
  readonly title?: string;
}

const SVG = 'http://www.w3.org/2000/svg';

function attributesOf(point: SymbolPoint, x: number, y: number): readonly (readonly [string, string])[] {
  return [
    ['transform', `translate(${x.toFixed(2)},${y.toFixed(2)})`],
    ['d', symbolPath(point.symbol, point.area)],
    ['fill', point.colour],
    ['fill-opacity', String(point.opacity ?? 1)],
    ['stroke', 'var(--page)'],
    ['stroke-width', '0.8'],
  ];
}

/** Draws points inside the frame or out of it, in the order given. Coordinates must be finite. */
export function symbolMark(points: readonly SymbolPoint[]): Mark {
  return (_index, scales, _values, _dimensions, context) => {
    const { document } = context;
    const group = document.createElementNS(SVG, 'g');
    for (const point of points) {
      const path = document.createElementNS(SVG, 'path');
      for (const [name, value] of attributesOf(point, Number(scales.x?.(point.x)), Number(scales.y?.(point.y)))) {
        path.setAttribute(name, value);
      }
      if (point.title !== undefined) {
        const title = document.createElementNS(SVG, 'title');
        title.textContent = point.title;
        path.append(title);
      }
      group.append(path);
    }
    return group;
  };
}
