/** What every report must be, whatever is in it: checks shared by the tests. */
import { parseHTML } from 'linkedom';

/** The little of a DOM that the tests ask for. */
export interface PageElement {
  readonly textContent: string | null;
  readonly innerHTML: string;
  readonly outerHTML: string;
  readonly localName: string;
  readonly id: string;
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

export interface PageDocument {
  readonly documentElement: PageElement;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  getElementById(id: string): PageElement | null;
}

const VOID = new Set(['meta', 'br', 'img', 'input', 'hr', 'link', '!doctype']);

/** Elements that are not closed in the order in which they were opened. */
function unbalanced(page: string): string[] {
  const open: string[] = [];
  const markup = page.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '');
  for (const [, slash, name, rest] of markup.matchAll(/<(\/?)([a-zA-Z!][\w-]*)((?:"[^"]*"|[^">])*)>/g)) {
    if (VOID.has(name.toLowerCase()) || rest.endsWith('/')) continue;
    if (slash === '') open.push(name);
    else if (open.at(-1) === name) open.pop();
    else return [`</${name}> closes <${open.at(-1) ?? 'nothing'}>`];
  }
  return open.map((name) => `<${name}> is not closed`);
}

/** Whatever could load something or run: elements, references that leave the page, imports, handlers. */
function outward(page: string, document: PageDocument): string[] {
  const [script, ...more] = document.querySelectorAll('script');
  const loading = document.querySelectorAll('link, iframe, object, embed, img, base, form, script[src]');
  const elements = [...more, ...loading].map(({ outerHTML }) => outerHTML);
  const references = [...page.matchAll(/\s(?:src|href|xlink:href|action|poster|data)="([^"]*)"/g)].map(
    ([, url]) => url,
  );
  const leaving = references.filter((url) => !url.startsWith('#') && !url.startsWith('data:image/png;base64,'));
  const paints = [...page.matchAll(/url\(([^)]*)\)/g)].map(([, url]) => url).filter((url) => !url.startsWith('#'));
  const handlers = [...document.querySelectorAll('*')]
    .flatMap(({ attributes }) => Array.from(attributes, ({ name }) => name))
    .filter((name) => name.startsWith('on'));
  const style = document.querySelector('style')?.textContent ?? '';
  const imports = style.includes('@import') ? ['@import'] : [];
  return [...elements, ...leaving, ...paints, ...handlers, ...imports, ...(script === undefined ? ['no script'] : [])];
}

function isNamed(svg: PageElement): boolean {
  const isImage = svg.getAttribute('role') === 'img' && (svg.getAttribute('aria-label') ?? '').length > 3;
  return isImage || svg.getAttribute('aria-hidden') === 'true';
}

/** What a reader with a screen reader would miss. */
function inaccessible(document: PageDocument): string[] {
  const all = (selector: string): PageElement[] => [...document.querySelectorAll(selector)];
  const ids = all('[id]')
    .map(({ id }) => id)
    .filter((id) => !id.startsWith('clip-'));
  const faulty = [
    ...all('svg').filter((svg) => !isNamed(svg)),
    ...all('figure').filter((figure) => !/^Figure \d+\. /.test(figure.querySelector('figcaption')?.textContent ?? '')),
    ...all('table').filter((table) => (table.querySelector('caption')?.textContent ?? '') === ''),
    ...all('th').filter((head) => !/^(col|row)$/.test(head.getAttribute('scope') ?? '')),
    ...all('[aria-labelledby]').filter(
      (item) => document.getElementById(item.getAttribute('aria-labelledby') ?? '') === null,
    ),
  ];
  return [
    ...faulty.map(({ outerHTML }) => outerHTML.slice(0, 200)),
    ...ids.filter((id, k) => ids.indexOf(id) !== k).map((id) => `id ${id} twice`),
    ...(all('h1').length === 1 ? [] : ['not one h1']),
    ...(document.documentElement.getAttribute('lang') === 'en' ? [] : ['no language']),
  ];
}

/** Numbers that are none, and what JavaScript prints by accident. */
function leaks(document: PageDocument): string[] {
  const leak = /\bNaN\b|\bundefined\b|\bnull\b|\[object|Infinity/;
  const attributes = [...document.querySelectorAll('svg, svg *')]
    .flatMap((element) => Array.from(element.attributes))
    .filter(({ name, value }) => name !== 'aria-label' && /NaN|undefined|null|Infinity/.test(value));
  const text = leak.exec(textOf(document));
  return [...attributes.map(({ name, value }) => `${name}="${value.slice(0, 80)}"`), ...(text ?? [])];
}

/** What is wrong with a page, whatever it reports; nothing if it is as every report must be. */
export function pageFaults(page: string): string[] {
  const document: PageDocument = parseHTML(page).document;
  return [...unbalanced(page), ...outward(page, document), ...inaccessible(document), ...leaks(document)];
}

/** The document of a page without faults. @throws Error that lists the faults */
export function readPage(page: string): PageDocument {
  const faults = pageFaults(page);
  if (faults.length > 0) throw new Error(`faults of the page: ${faults.slice(0, 5).join('; ')}`);
  return parseHTML(page).document;
}

/** Text as a reader sees it, with plain spaces. */
export function textOf(document: PageDocument): string {
  return (document.querySelector('main')?.textContent ?? '').replace(/[\s\u00a0]+/g, ' ');
}

/** A name that breaks a page which does not escape it: out of text, attributes, styles, titles and templates. */
export const HOSTILE_NAME =
  `<script>alert(1)</script>"><img src=x onerror="alert(1)">' onload='alert(1) &lt;b&gt; & &amp; </style></svg></title>` +
  '${alert(1)}`';
