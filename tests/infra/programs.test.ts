import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createWorkerMetrics, startMetricsServer } from '@enkit/telemetry';
import { describe, expect, onTestFinished, test } from 'vitest';
import { contract } from './support/contract.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

async function help(words: readonly string[]): Promise<string> {
  return (await run(process.execPath, [...words, '--help'], { cwd: root })).stdout;
}

/** Sources of an app, in which its environment variables must be read. */
function sourcesOf(app: string): string {
  const files = globSync(`apps/${app}/src/**/*.ts`, { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
  return files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
}

describe.each([
  { app: 'coordinator' as const, words: [contract.coordinator.program, contract.coordinator.command] },
  { app: 'worker' as const, words: [contract.worker.program] },
])('the $app', ({ app, words }) => {
  test('that containers start knows every flag of the contract', async () => {
    const text = await help(words);
    expect(contract[app].flags.filter((flag) => !new RegExp(`^ +${flag}\\b`, 'm').test(text))).toEqual([]);
  });

  test('that containers start reads every variable of the contract', () => {
    const text = sourcesOf(app);
    expect(contract[app].environment.filter((name) => !text.includes(name))).toEqual([]);
  });
});

test('that the metrics server of both has every path of the contract, and no other', async () => {
  const metrics = createWorkerMetrics({ version: '1.0.0', kernels: 'narrow' });
  const well = () => ({ ok: true, reason: 'well' });
  const server = await startMetricsServer({ port: 0, registry: metrics.registry, alive: well, ready: well });
  onTestFinished(async () => {
    metrics.close();
    await server.close();
  });
  const paths = Object.values(contract.metrics.paths);
  const answers = await Promise.all(paths.map(async (path) => (await fetch(server.url + path)).status));
  expect(answers).toEqual(paths.map(() => 200));
  expect(await (await fetch(`${server.url}/`)).text()).toContain(paths.join(', '));
});
