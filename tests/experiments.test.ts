/** The experiment files: all are valid, and two of them reach their scores here; `npm run bench:quality` does all. */
import { parseExperiment, type Experiment, type RunResult } from '@enkit/contracts';
import type { ForwardPool } from '@enkit/evaluation';
import { createBackend } from '@enkit/numerics';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProblem } from '../apps/coordinator/src/problem/createProblem.ts';
import { execute } from '../apps/coordinator/src/run/execute.ts';
import { MEMORY_STORE } from '../apps/coordinator/src/run/memoryStore.ts';
import { openPool, openSession } from '../apps/coordinator/src/run/openSession.ts';
import { ROOT } from './support/enkit.ts';

const FOLDER = join(ROOT, 'experiments');
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));
const RELIED_ON = [
  'sine',
  'mexican-hat-1d',
  'mexican-hat-2d',
  'sinc-1d',
  'sinc-2d',
  'online-static',
  'online-drift',
  'online-switch',
  'co2-mauna-loa',
  'cars-mpg',
];

function read(file: string, overrides: readonly string[] = []): Experiment {
  const parsed = parseExperiment(readFileSync(join(FOLDER, file)), { file, overrides });
  if (parsed.status === 'invalid') throw parsed.errors[0];
  return parsed.experiment;
}

let pool: ForwardPool;
beforeAll(() => {
  pool = openPool(read('sine.yaml'));
});
afterAll(() => pool.close());

async function train(experiment: Experiment): Promise<RunResult> {
  const problem = await createProblem(experiment, FOLDER, createBackend('wasm'));
  const signal = new AbortController().signal;
  const listen = (): void => undefined;
  const open = await openSession({ run: 'test', experiment, problem, store: MEMORY_STORE, listen, signal, pool });
  try {
    const execution = await execute(open.session);
    if (execution.kind === 'interrupted') throw new Error('nobody interrupts this run');
    return execution.result;
  } finally {
    await open.close();
  }
}

/** The value at a dotted path such as "rmse.test". */
function valueAt(result: RunResult, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], result);
}

function misses(experiment: Experiment, result: RunResult): string[] {
  return experiment.expected.flatMap(({ metric, atMost = Infinity, atLeast = -Infinity }) => {
    const value = Number(valueAt(result, metric));
    return value >= atLeast && value <= atMost ? [] : [`${metric} is ${value}`];
  });
}

it('that the files others rely on are there, with the name of their file', () => {
  expect(RELIED_ON.filter((name) => !FILES.includes(`${name}.yaml`))).toEqual([]);
  expect(FILES.map((file) => `${read(file).name}.yaml`)).toEqual(FILES);
});

it.each(FILES)('that %s names its source and a score that it must reach', (file) => {
  const { source, expected } = read(file);
  expect(source).toMatch(/\w{3}/);
  expect(expected.length).toBeGreaterThan(0);
});

it.each([
  ['sine.yaml', 0],
  ['sine.yaml', 1],
  ['online-static.yaml', 0],
  ['online-static.yaml', 1],
])('that %s reaches its score from seed %i', async (file, seed) => {
  const experiment = read(file, [`ensemble.seed=${seed}`]);
  expect(misses(experiment, await train(experiment))).toEqual([]);
});

it.each(['co2-mauna-loa.yaml', 'cars-mpg.yaml'])('that %s trains on real data to its score', async (file) => {
  const experiment = read(file);
  expect(misses(experiment, await train(experiment))).toEqual([]);
});
