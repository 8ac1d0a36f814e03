import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EnkitError, run, type RunEvent } from 'enkit';
import { expect, it } from 'vitest';
import { ROOT } from './support/enkit.ts';

const LINE = {
  name: 'line',
  data: { source: 'observations' as const, values: [1, 3, 5, 7] },
  model: {
    parameters: [
      { name: 'a', sd: 3 },
      { name: 'b', sd: 3 },
    ],
    forward: ([a, b]: Float64Array) => [0, 1, 2, 3].map((x) => a * x + b),
  },
  method: { type: 'es-mda' as const, steps: 4, observationError: { sd: 0.1 } },
  ensemble: { size: 200, seed: 2 },
};

it('that the documented example finds its parameters', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, 'examples/exponential-decay.ts')]);
  const [, a, b] = /a = ([\d.]+), b = ([\d.]+)/.exec(stdout) ?? [];
  expect(Math.abs(Number(a) - 10)).toBeLessThan(0.3);
  expect(Math.abs(Number(b) - 0.002)).toBeLessThan(0.0002);
});

it('that a function is calibrated and its events are told in order', async () => {
  const events: RunEvent['type'][] = [];
  const { result, ensemble, steps } = await run({ experiment: LINE, onEvent: ({ type }) => events.push(type) });
  expect(result.rmse.train).toBeLessThan(0.05);
  expect([ensemble.parameters.rows, ensemble.parameters.columns]).toEqual([200, 2]);
  expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
  expect(events.filter((type) => type === 'step')).toHaveLength(4);
  expect(events.at(-1)).toBe('finished');
});

it('that the same options give the same bits', async () => {
  const [a, b] = [await run({ experiment: LINE }), await run({ experiment: LINE })];
  expect(a.result.ensembleSha256).toBe(b.result.ensembleSha256);
});

it('that wrong options are told as those of a file are', async () => {
  const wrong = { ...LINE, ensemble: { size: 1 } };
  await expect(run({ experiment: wrong })).rejects.toSatisfy(
    (error) => error instanceof EnkitError && error.code === 'CFG_RANGE',
  );
});

it('that a signal ends a run between steps', async () => {
  const abort = new AbortController();
  const running = run({
    experiment: LINE,
    signal: abort.signal,
    onEvent: ({ type }) => type === 'step' && abort.abort(),
  });
  await expect(running).rejects.toSatisfy((error) => error instanceof EnkitError && error.code === 'RUN_INTERRUPTED');
});
