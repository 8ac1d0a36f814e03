import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { ROOT } from './support/enkit.ts';

/** Tells every module that a program loads. */
const SPY = `import { registerHooks } from 'node:module';
import { writeSync } from 'node:fs';
registerHooks({ load(url, context, next) { writeSync(2, 'loads ' + url + '\\n'); return next(url, context); } });
`;

/** Modules of a short run. */
async function modulesOfRun(environment: Readonly<Record<string, string>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'enkit-lazy-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'spy.mjs'), SPY);
  const program = join(ROOT, 'apps/coordinator/bin/enkit.js');
  const words = ['run', join(ROOT, 'experiments/sine.yaml'), '--set=ensemble.size=4', '--set=outputs.report=false'];
  const flags = ['--out=run', '--threads=1', '--quiet', '--json'];
  const child = spawn(process.execPath, ['--import', join(folder, 'spy.mjs'), program, ...words, ...flags], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [loaded] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect(child.exitCode).toBe(0);
  return loaded;
}

const SDK = /loads .*(@opentelemetry\/sdk-trace|@opentelemetry\/exporter|bullmq-otel)/;

it('that a run which nobody traces loads nothing of what makes and sends spans', async () => {
  const loaded = await modulesOfRun({ OTEL_EXPORTER_OTLP_ENDPOINT: '' });
  expect(loaded).toMatch(/loads .*tracing\/openTracing\.ts/);
  expect(loaded).not.toMatch(SDK);
}, 60_000);

it('that a run which is traced loads it', async () => {
  expect(await modulesOfRun({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })).toMatch(SDK);
}, 60_000);
