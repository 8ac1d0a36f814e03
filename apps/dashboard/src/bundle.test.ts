import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { buildBundle } from '../scripts/buildBundle.ts';
import { BUNDLE_DIRECTORY } from './server/assets.ts';

async function contentOf(directory: string): Promise<Record<string, string>> {
  const names = (await readdir(directory)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name), 'utf8')])),
  ) as Record<string, string>;
}

test('that the bundle is what its sources give (if not: npm run bundle -w @enkit/dashboard)', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'enkit-bundle-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await buildBundle(directory);
  const [fresh, kept] = [await contentOf(directory), await contentOf(BUNDLE_DIRECTORY)];
  expect(Object.keys(kept)).toEqual(['app.css', 'app.js', 'index.html']);
  // Compared as booleans: a difference of 100 kB of minified code is no message.
  expect(Object.entries(fresh).filter(([name, content]) => kept[name] !== content)).toHaveLength(0);
});

test('that the bundle is small and asks no other machine for anything', async () => {
  const names = await readdir(BUNDLE_DIRECTORY);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(BUNDLE_DIRECTORY, name))).size));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(120_000);
  for (const [name, content] of Object.entries(await contentOf(BUNDLE_DIRECTORY)))
    expect([name, content.match(/(?:https?:)?\/\/(?!www\.w3\.org)[a-z0-9-]+\.[a-z]{2,}/gi)]).toEqual([name, null]);
});
