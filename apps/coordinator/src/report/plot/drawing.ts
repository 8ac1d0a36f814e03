/**
 * One framed drawing with Observable Plot, as markup. Plot needs a DOM to build its SVG in; linkedom is one. The root
 * element is written here, because linkedom does not escape attributes and Plot brings a style sheet per drawing.
 */
import { createHash } from 'node:crypto';
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { html, trustedHtml, type Html } from '../page/html.ts';
import type { Axis } from './axis.ts';

const { document } = parseHTML('<!doctype html><html><body></body></html>');

export type Mark = Plot.Markish;

export interface Drawing {
  /** What a reader who cannot see it is told. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Mark[];
  /** Whether marks are cut at the frame; default true. */
  readonly clip?: boolean;
  readonly grid?: 'both' | 'y' | 'none';
}

const TITLE_HEIGHT = 26;
const BOTTOM = 46;
const CHARACTER = 6.7;

interface Margins {
  readonly marginLeft: number;
  readonly marginRight: number;
  readonly marginTop: number;
  readonly marginBottom: number;
}

function marginsOf({ x, y }: Drawing): Margins {
  const longest = Math.max(0, ...y.ticks.map((tick) => y.format(tick).length));
  const lastLabel = x.format(x.ticks.at(-1) ?? 0).length;
  return {
    marginLeft: Math.round(longest * CHARACTER) + 12,
    marginRight: Math.max(8, Math.round((lastLabel * CHARACTER) / 3)),
    marginTop: TITLE_HEIGHT,
    marginBottom: x.label === '' ? BOTTOM - 20 : BOTTOM,
  };
}

function gridMarks({ x, y, grid = 'y' }: Drawing): Mark[] {
  const style = { stroke: 'var(--grid)', strokeOpacity: 1 };
  const rows = grid === 'none' ? [] : [Plot.gridY({ ticks: [...y.ticks], ...style })];
  return grid === 'both' ? [...rows, Plot.gridX({ ticks: [...x.ticks], ...style })] : rows;
}

/** Labels are given as text: a tick format would be thinned by D3 on logarithmic axes, and leave ticks without one. */
function axisMarks({ x, y }: Drawing, { marginLeft }: Margins): Mark[] {
  const shared = { clip: false, label: null, fill: 'var(--muted)', stroke: 'var(--rule)' };
  const title = { clip: false, fill: 'var(--ink)', fontWeight: 500 };
  return [
    Plot.axisX({ ...shared, ticks: [...x.ticks], text: x.format, tickSize: 4, tickPadding: 4 }),
    Plot.axisY({ ...shared, ticks: [...y.ticks], text: y.format, tickSize: 0, tickPadding: 6 }),
    Plot.text([y.label], {
      ...title,
      frameAnchor: 'top-left',
      dx: -marginLeft,
      dy: -TITLE_HEIGHT + 4,
      textAnchor: 'start',
    }),
    Plot.text([x.label], { ...title, frameAnchor: 'bottom', dy: BOTTOM - 4 }),
  ];
}

/** Plot counts its clip paths over the whole process; here they get a name that follows from the drawing. */
function nameClipPaths(markup: string): string {
  const names = [...new Set(markup.match(/plot-clip-\d+/g))];
  const plain = markup.replace(/plot-clip-\d+/g, (name) => `clip-${String(names.indexOf(name))}`);
  const digest = createHash('sha256').update(plain).digest('hex').slice(0, 10);
  return markup.replace(/(id="|url\(#)plot-clip-\d+/g, (match, start: string) => {
    const index = names.indexOf(match.slice(start.length));
    return `${start}clip-${digest}-${String(index)}`;
  });
}

function roundNumbers(text: string, scale: number): string {
  return text.replace(/-?\d*\.\d{2,}/g, (digits) => String(Math.round(Number(digits) * scale) / scale));
}

/** Coordinates to a hundredth of a pixel and paths to a tenth: half the size, and the same on every platform. */
function roundCoordinates(markup: string): string {
  return markup
    .replace(/ d="[^"]*"/g, (text) => roundNumbers(text, 10))
    .replace(/ (?:[xy][12]?|c[xy]|r|width|height|transform)="[^"]*"/g, (text) => roundNumbers(text, 100));
}

function innerMarkup(svg: { readonly outerHTML: string }): string {
  const outer = svg.outerHTML.replace(/<style>[^<]*<\/style>/g, '');
  return nameClipPaths(roundCoordinates(outer.slice(outer.indexOf('>') + 1, outer.lastIndexOf('</svg>'))));
}

/** Draws a frame with its axes and marks. Missing values must be NaN. */
export function draw(drawing: Drawing): Html {
  const { width, height, x, y, marks, clip = true, description } = drawing;
  const margins = marginsOf(drawing);
  const svg = Plot.plot({
    document,
    width,
    height,
    ...margins,
    clip: clip ? 'frame' : false,
    x: { type: x.type, domain: [...x.domain], axis: null, label: x.label },
    y: { type: y.type, domain: [...y.domain], axis: null, label: y.label },
    color: { type: 'identity' },
    symbol: { type: 'identity' },
    marks: [...gridMarks(drawing), ...marks, ...axisMarks(drawing, margins)],
  });
  const size = `0 0 ${String(width)} ${String(height)}`;
  return html`<svg class="plot" role="img" aria-label="${description}" viewBox="${size}" width="${width}" height="${height}">${trustedHtml(innerMarkup(svg))}</svg>`;
}

/** Space between the frame and the drawing's edges, for drawings that must line up with it. */
export function frameWidth(drawing: Pick<Drawing, 'x' | 'y' | 'width'>): number {
  const { marginLeft, marginRight } = marginsOf({ ...drawing, description: '', height: 0, marks: [] });
  return drawing.width - marginLeft - marginRight;
}
