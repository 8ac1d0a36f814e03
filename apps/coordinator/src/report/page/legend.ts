/** Keys of a figure: a small sample of the line, band or mark, and its meaning. */
import { html, trustedHtml, type Html } from './html.ts';
import type { MethodSymbol } from './palette.ts';
import { symbolPath } from '../plot/symbol.ts';

export type LegendKey =
  | { readonly kind: 'line'; readonly dash?: string; readonly width?: number }
  | { readonly kind: 'band'; readonly withLine?: boolean }
  | { readonly kind: 'dot'; readonly hollow?: boolean }
  | { readonly kind: 'symbol'; readonly symbol: MethodSymbol };

export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  readonly key: LegendKey;
}

function keyMarkup(key: LegendKey, colour: string): string {
  const line = (dash = '', width = 2): string =>
    `<path d="M1,7H27" stroke="${colour}" stroke-width="${String(width)}" stroke-dasharray="${dash}" fill="none"/>`;
  if (key.kind === 'line') return line(key.dash, key.width);
  if (key.kind === 'dot') {
    const paint = key.hollow === true ? `fill="none" stroke="${colour}" stroke-width="1.4"` : `fill="${colour}"`;
    return `<circle cx="14" cy="7" r="3.2" ${paint}/>`;
  }
  if (key.kind === 'symbol')
    return `<path transform="translate(14,7)" d="${symbolPath(key.symbol, 48)}" fill="${colour}"/>`;
  return `<rect x="1" y="1.5" width="26" height="11" fill="${colour}" fill-opacity=".2"/>${key.withLine === true ? line() : ''}`;
}

/** The sample alone, for tables. */
export function renderKey({ key, colour }: Omit<LegendEntry, 'label'>): Html {
  const width = key.kind === 'symbol' || key.kind === 'dot' ? 14 : 28;
  const left = (28 - width) / 2;
  const box = `${String(left)} 0 ${String(width)} 14`;
  return html`<svg width="${width}" height="14" viewBox="${box}" aria-hidden="true">${trustedHtml(keyMarkup(key, colour))}</svg>`;
}

/** The legend of a figure; nothing if it has no entries. */
export function renderLegend(entries: readonly LegendEntry[]): Html | undefined {
  if (entries.length === 0) return undefined;
  return html`<ul class="legend">${entries.map((entry) => html`<li>${renderKey(entry)}<span>${entry.label}</span></li>`)}</ul>`;
}
