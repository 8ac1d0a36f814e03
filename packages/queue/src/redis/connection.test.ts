import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createTroubleReporter } from './connection.ts';

it('that trouble is told without the password, also when the file that held it has gone since', () => {
  const folder = mkdtempSync(join(tmpdir(), 'enkit-secret-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, 's3cret\n');
  const told: string[] = [];
  const report = createTroubleReporter({ url: 'redis://127.0.0.1', passwordFile }, (message) => told.push(message));
  rmSync(passwordFile);
  report(new Error('AUTH s3cret refused'));
  expect(told).toEqual(['AUTH *** refused']);
});
