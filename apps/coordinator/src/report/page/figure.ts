/** A numbered figure: panels, a legend, and a caption that says what is drawn. */
import { html, type Html, type HtmlPart } from './html.ts';
import { renderLegend, type LegendEntry } from './legend.ts';

/** `draw` is given the width in pixels for which the text in the drawing has its proper size. */
export interface Panel {
  readonly title?: HtmlPart;
  readonly draw: (width: number) => Html;
}

/**
 * - `wide`: one panel over the whole column, drawn again for a phone;
 * - `pair`: two beside each other, below each other on a phone;
 * - `twins`: two beside each other, also on a phone, drawn again for it;
 * - `grid`: three beside each other, two on a phone.
 */
export type Layout = 'wide' | 'pair' | 'twins' | 'grid';

export interface PanelRow {
  /** Over all panels of the row. */
  readonly title?: string;
  readonly layout: Layout;
  readonly panels: readonly Panel[];
}

export interface Figure {
  readonly title: string;
  readonly caption: Html | string;
  readonly legend: readonly LegendEntry[];
  readonly rows: readonly PanelRow[];
}

/** Widths in the column of a wide page and on a phone; one width if the drawing serves both. */
const WIDTHS: Readonly<Record<Layout, readonly number[]>> = {
  wide: [728, 336],
  pair: [352],
  twins: [352, 162],
  grid: [230, 162],
};

const CLASSES: Readonly<Record<Layout, string>> = {
  wide: 'panels',
  pair: 'panels pair stack',
  twins: 'panels pair',
  grid: 'panels grid',
};

function renderPanel({ title, draw }: Panel, [wide, narrow]: readonly number[]): Html {
  const heading = title === undefined ? undefined : html`<p class="panel-title">${title}</p>`;
  const drawings =
    narrow === undefined
      ? draw(wide)
      : html`<div class="wide">${draw(wide)}</div><div class="narrow">${draw(narrow)}</div>`;
  return html`<div class="panel">${heading}${drawings}</div>`;
}

function renderRow({ title, layout, panels }: PanelRow): Html {
  const heading = title === undefined ? undefined : html`<p class="row-title">${title}</p>`;
  return html`${heading}<div class="${CLASSES[layout]}">${panels.map((panel) => renderPanel(panel, WIDTHS[layout]))}</div>`;
}

/** @param number counts the figures of the document from 1 */
export function renderFigure({ title, caption, legend, rows }: Figure, number: number): Html {
  return html`<figure id="figure-${number}">
${renderLegend(legend)}
${rows.map(renderRow)}
<figcaption><b>Figure ${number}. ${title}.</b> ${caption}</figcaption>
</figure>
`;
}

/** What stands where there is nothing to draw. */
export function emptyDrawing(reason: string): Html {
  return html`<p class="empty">${reason}</p>`;
}
