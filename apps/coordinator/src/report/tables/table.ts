/** Tables with a caption and scopes; wide ones scroll inside their own frame, which the keyboard can reach. */
import { html, type Html, type HtmlPart } from '../page/html.ts';

export interface Column {
  readonly head: HtmlPart;
  /** Text is set flush left and may wrap; numbers are flush right. */
  readonly isText?: boolean;
}

/** The first cell of a row is its head. */
export type Row = readonly HtmlPart[];

export interface Table {
  readonly title: string;
  readonly note?: HtmlPart;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

function textClass({ isText }: Column): Html | undefined {
  return isText === true ? html` class="text"` : undefined;
}

function renderRow([head, ...cells]: Row, columns: readonly Column[]): Html {
  const data = cells.map((cell, k) => html`<td${textClass(columns[k + 1])}>${cell}</td>`);
  return html`<tr><th scope="row">${head}</th>${data}</tr>
`;
}

/** @throws nothing; missing cells must be given as '–' by the caller */
export function renderTable({ title, note, columns, rows }: Table): Html {
  const heads = columns.map((column) => html`<th scope="col"${textClass(column)}>${column.head}</th>`);
  return html`<div class="scroll" role="region" aria-label="${title}" tabindex="0"><table>
<caption><div class="caption"><b>${title}.</b> ${note}</div></caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${rows.map((row) => renderRow(row, columns))}</tbody></table></div>
`;
}

/** Names and values, one pair a row. */
export function renderFacts(title: string, facts: readonly (readonly [string, HtmlPart])[]): Html {
  const rows = facts.map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>
`,
  );
  return html`<div class="scroll"><table class="facts">
<caption><b>${title}</b></caption>
<tbody>
${rows}</tbody></table></div>
`;
}
