/** Markup that is safe by construction: what goes into an `html` template is escaped unless it is markup already. */

/** Text that is markup. Only `html` and `trustedHtml` make it, so that data read from a file can never pose as it. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Everything that a page must not contain as a character: control characters, and those that reorder the text. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;

/** Escapes for text and for quoted attributes; control and reordering characters become U+FFFD. */
export function escapeHtml(text: string): string {
  const printable = text.replace(UNPRINTABLE, (character) => ('\n\t'.includes(character) ? character : '\ufffd'));
  return printable.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** Declares text made by this program (a style sheet, a drawing) to be markup. */
export function trustedHtml(text: string): Html {
  return new Html(text);
}

function textOf(part: HtmlPart): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return escapeHtml(String(part));
}

/** Template tag: literal parts are markup, values are escaped, arrays are joined, undefined is nothing. */
export function html(literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(literals.reduce((text, literal, k) => text + textOf(parts[k - 1]) + literal));
}
