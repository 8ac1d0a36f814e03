/** Paints marks in the coordinates of the data. */
import type UPlot from 'uplot';
import type { Values } from '../../state/fit.ts';
import { isNumber } from '../../view/format.ts';
import { property } from './theme.ts';

export interface LineStyle {
  /** A custom property of the style sheet. */
  readonly colour: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly opacity?: number;
}

export interface DotStyle {
  readonly colour: string;
  readonly radius: number;
  readonly hollow?: boolean;
  readonly opacity?: number;
}

export interface Brush {
  line(x: Values, y: Values, style: LineStyle): void;
  band(x: Values, low: Values, high: Values, style: { readonly colour: string; readonly opacity: number }): void;
  dots(x: Values, y: Values, style: DotStyle): void;
  /** Vertical bars from low to high. */
  bars(x: Values, low: Values, high: Values, style: { readonly colour: string; readonly opacity: number }): void;
  verticalRule(x: number): void;
  /** A picture stretched over a rectangle of the data, its pixels kept apart. */
  image(picture: CanvasImageSource, x: readonly [number, number], y: readonly [number, number]): void;
}

export function createBrush(plot: UPlot): Brush {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const toX = (value: number): number => plot.valToPos(value, 'x', true);
  const toY = (value: number): number => clamp(plot.valToPos(value, 'y', true), bbox);
  /** Everything is cut at the frame. */
  const inside = (paint: () => void): void => {
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    paint();
    ctx.restore();
  };
  const trace = (x: Values, y: Values): void => {
    let isDown = false;
    for (let k = 0; k < x.length; k++) {
      const [u, v] = [x[k], y[k]];
      if (!isNumber(u) || !isNumber(v)) {
        isDown = false;
        continue;
      }
      if (isDown) ctx.lineTo(toX(u), toY(v));
      else ctx.moveTo(toX(u), toY(v));
      isDown = true;
    }
  };
  return {
    line(x, y, { colour, width = 2, dash = [], opacity = 1 }) {
      inside(() => {
        ctx.beginPath();
        trace(x, y);
        ctx.strokeStyle = property(colour);
        ctx.globalAlpha = opacity;
        ctx.lineWidth = width * ratio;
        ctx.lineJoin = 'round';
        ctx.setLineDash(dash.map((length) => length * ratio));
        ctx.stroke();
      });
    },
    band(x, low, high, { colour, opacity }) {
      inside(() => {
        ctx.beginPath();
        for (const run of runsOf(x, low, high)) {
          run.forEach((k, i) => ctx[i === 0 ? 'moveTo' : 'lineTo'](toX(Number(x[k])), toY(Number(high[k]))));
          for (const k of run.toReversed()) ctx.lineTo(toX(Number(x[k])), toY(Number(low[k])));
          ctx.closePath();
        }
        ctx.fillStyle = property(colour);
        ctx.globalAlpha = opacity;
        ctx.fill();
      });
    },
    dots(x, y, { colour, radius, hollow = false, opacity = 1 }) {
      inside(() => {
        ctx.beginPath();
        for (let k = 0; k < x.length; k++) {
          const [u, v] = [x[k], y[k]];
          if (!isNumber(u) || !isNumber(v)) continue;
          ctx.moveTo(toX(u) + radius * ratio, toY(v));
          ctx.arc(toX(u), toY(v), radius * ratio, 0, 2 * Math.PI);
        }
        ctx.globalAlpha = opacity;
        ctx.lineWidth = 1.2 * ratio;
        ctx.strokeStyle = property(colour);
        ctx.fillStyle = property(colour);
        if (hollow) ctx.stroke();
        else ctx.fill();
      });
    },
    bars(x, low, high, { colour, opacity }) {
      inside(() => {
        ctx.beginPath();
        for (let k = 0; k < x.length; k++) {
          const [u, from, to] = [x[k], low[k], high[k]];
          if (!isNumber(u) || !isNumber(from) || !isNumber(to)) continue;
          ctx.moveTo(toX(u), toY(from));
          ctx.lineTo(toX(u), toY(to));
        }
        ctx.globalAlpha = opacity;
        ctx.lineWidth = ratio;
        ctx.strokeStyle = property(colour);
        ctx.stroke();
      });
    },
    verticalRule(x) {
      inside(() => {
        ctx.beginPath();
        ctx.moveTo(toX(x), bbox.top);
        ctx.lineTo(toX(x), bbox.top + bbox.height);
        ctx.lineWidth = ratio;
        ctx.setLineDash([2 * ratio, 3 * ratio]);
        ctx.strokeStyle = property('muted');
        ctx.stroke();
      });
    },
    image(picture, [left, right], [bottom, top]) {
      inside(() => {
        ctx.imageSmoothingEnabled = false;
        const [x1, y1] = [toX(left), plot.valToPos(top, 'y', true)];
        ctx.drawImage(picture, x1, y1, toX(right) - x1, plot.valToPos(bottom, 'y', true) - y1);
      });
    },
  };
}

/** Far outside the frame it does not matter how far: canvases paint enormous coordinates wrongly. */
function clamp(position: number, { top, height }: UPlot.BBox): number {
  return Math.min(top + 3 * height, Math.max(top - 2 * height, position));
}

/** Stretches of indices in which all three values are there. */
function runsOf(x: Values, low: Values, high: Values): number[][] {
  const runs: number[][] = [[]];
  for (let k = 0; k < x.length; k++) {
    if (isNumber(x[k]) && isNumber(low[k]) && isNumber(high[k])) runs.at(-1)?.push(k);
    else if (runs.at(-1)?.length !== 0) runs.push([]);
  }
  return runs.filter(({ length }) => length > 1);
}
