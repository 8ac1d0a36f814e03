/** Colours and font of the style sheet, for what is painted. */

const cache = new Map<string, string>();
const listeners = new Set<() => void>();

function forget(): void {
  cache.clear();
  for (const listener of listeners) listener();
}

for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'])
  matchMedia(query).addEventListener('change', forget);

/** The value of a custom property, such as "blue" for --blue. */
export function property(name: string): string {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  cache.set(name, value);
  return value;
}

/** Calls `listener` when the colours have changed, until the function returned is called. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function prefersStillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
