import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { colourProperties } from '../report/page/palette.ts';
import { STYLESHEET } from '../report/page/stylesheet.ts';

const dashboard = dirname(createRequire(import.meta.url).resolve('@enkit/dashboard'));
const THEME = readFileSync(join(dashboard, 'page/theme.css'), 'utf8');

/** The custom properties in a block of a style sheet. */
function propertiesOf(text: string): Map<string, string> {
  const found = text.matchAll(/--([\w-]+):\s*([^;}]+)/g);
  return new Map(
    [...found].map(([, name, value]) => [
      name,
      value
        .replaceAll(/\s*,\s*/g, ',')
        .replaceAll('"', "'")
        .trim(),
    ]),
  );
}

test.each(['light', 'dark'] as const)('that report and live page have the same colours when it is %s', (page) => {
  const [light, dark] = THEME.split('@media (prefers-color-scheme: dark)');
  const own = propertiesOf(page === 'light' ? light : dark.split('@media')[0]);
  for (const [name, value] of propertiesOf(colourProperties(page)))
    expect([name, own.get(name)]).toEqual([name, value]);
});

test('that report and live page are set in the same fonts', () => {
  const [own, report] = [propertiesOf(THEME), propertiesOf(STYLESHEET)];
  for (const name of ['serif', 'sans', 'mono']) expect(own.get(name)).toBe(report.get(name));
});
