import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { findChromium } from './chromium.ts';

test('that a browser is found which starts', { timeout: 180_000 }, async () => {
  const { path, environment } = await findChromium();
  const { stdout } = await promisify(execFile)(path, ['--version'], { env: { ...process.env, ...environment } });
  expect(stdout).toMatch(/^(Chromium|Google Chrome) \d+/);
});
