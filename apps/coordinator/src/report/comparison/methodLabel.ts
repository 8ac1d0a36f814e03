/** A method's name with its symbol in its colour. */
import { html, type Html } from '../page/html.ts';
import { renderKey } from '../page/legend.ts';
import type { MethodStyle } from '../page/palette.ts';

export type MethodStyles = ReadonlyMap<string, MethodStyle>;

const FALLBACK: MethodStyle = { colour: 'var(--ink)', symbol: 'circle' };

export function styleOf(styles: MethodStyles, method: string): MethodStyle {
  return styles.get(method) ?? FALLBACK;
}

export function renderMethod(method: string, styles: MethodStyles): Html {
  const { colour, symbol } = styleOf(styles, method);
  return html`<span class="method">${renderKey({ colour, key: { kind: 'symbol', symbol } })}<span>${method}</span></span>`;
}
