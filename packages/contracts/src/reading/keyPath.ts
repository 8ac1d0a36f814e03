/** Where a value stands in an experiment: keys of mappings and indices of lists, from the top. */
export type KeyPath = readonly (string | number)[];

/** "method.alpha.1", as messages and --set write it. */
export function dotted(path: KeyPath): string {
  return path.map((segment) => printable(String(segment))).join('.');
}

/** Whether `path` is `ancestor` or lies below it. */
export function isWithin(path: KeyPath, ancestor: KeyPath): boolean {
  return ancestor.length <= path.length && ancestor.every((segment, k) => segment === path[k]);
}

const LONGEST = 60;

/**
 * A user's text as a terminal may show it: one line, no control or invisible characters, no credentials of a URL, and
 * not longer than a line can bear.
 */
export function printable(text: string): string {
  const safe = text
    .slice(0, 4 * LONGEST)
    .replaceAll(/\/\/\S*@/g, '//***@')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escapeCharacter);
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST)}...` : safe;
}

function escapeCharacter(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
