import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { CHROMIUM_OPTIONS, findChromium } from './chromium.ts';

test('that a browser is found which starts', { timeout: 180_000 }, async () => {
  const { path, environment } = await findChromium();
  const words = [...CHROMIUM_OPTIONS, '--headless', '--dump-dom', 'data:text/html,<p>it runs'];
  const { stdout } = await promisify(execFile)(path, words, { env: { ...process.env, ...environment } });
  expect(stdout).toContain('<p>it runs</p>');
});
