import { applyAnalysis, fullError, prepareAnalysis, scalarError, type UpdateKind } from '@enkit/assimilation';
import {
  createBackend,
  createMatrix,
  createSharedMatrix,
  NumericsError,
  type AnyMatrix,
  type Matrix,
} from '@enkit/numerics';
import { afterAll, describe, expect, it } from 'vitest';
import { randomMembers } from '../testing/requests.ts';
import { createForwardPool, type ForwardPool } from './forwardPool.ts';

const backend = createBackend('wasm');
const POOLS = [1, 2, 3].map((threads) => createForwardPool({ threads }));
const [, pool] = POOLS;
afterAll(() => Promise.all(POOLS.map((each) => each.close())));

interface Size {
  readonly members: number;
  readonly observations: number;
  readonly parameters: number;
}

/** Large enough to be shared, but for the last; each takes its products in another order. */
const SIZES: Record<string, Size> = {
  gain: { members: 400, observations: 50, parameters: 700 },
  'gain-transform': { members: 150, observations: 120, parameters: 1300 },
  transform: { members: 120, observations: 150, parameters: 500 },
  'project-solve': { members: 300, observations: 60, parameters: 70 },
  'solve-project': { members: 120, observations: 140, parameters: 20 },
  'solve-transform': { members: 50, observations: 400, parameters: 40 },
  'on one thread': { members: 12, observations: 9, parameters: 300 },
};

function taskOf({ members, observations }: Size, update: UpdateKind, error = scalarError(0.3)) {
  return {
    backend: 'wasm' as const,
    predicted: randomMembers(members, observations),
    observations: { values: new Float64Array(observations), error },
    alpha: 2,
    update,
    seed: 3,
    step: 1,
    members: Uint32Array.from({ length: members }, (_, j) => 2 * j),
  };
}

type Task = ReturnType<typeof taskOf>;

async function updateOn(threads: ForwardPool, task: Task, parameters: Matrix, inPlace = false): Promise<AnyMatrix> {
  return (await threads.updateEnsemble({ ...task, parameters, inPlace })).parameters;
}

function updateHere({ seed, step, members, ...rest }: Task, parameters: Matrix): Matrix {
  const input = { ...rest, draw: { seed, step, members }, parameters: parameters.columns };
  return applyAnalysis(prepareAnalysis(input, backend), parameters, backend);
}

const copyOf = ({ rows, columns, data }: Matrix): Matrix => {
  const copy = createSharedMatrix(rows, columns);
  copy.data.set(data);
  return copy;
};

function covariance(n: number): Matrix {
  const matrix = createSharedMatrix(n, n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) matrix.data[i * n + j] = 0.5 ** Math.abs(i - j);
  return matrix;
}

const refusalOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'updated',
    (error: unknown) => (error instanceof NumericsError ? `${error.code} ${error.message}` : error),
  );

describe.each(['stochastic', 'transform'] as const)('the %s update', (update) => {
  it.each(Object.entries(SIZES))(
    'that any number of threads gives the bits of one, in place or not (%s)',
    async (_, size) => {
      const parameters = randomMembers(size.members, size.parameters);
      const task = taskOf(size, update);
      const expected = updateHere(task, parameters).data;
      expect(expected).not.toEqual(parameters.data);
      for (const threads of POOLS) {
        const own = copyOf(parameters);
        expect((await updateOn(threads, task, own)).data).toEqual(expected);
        expect(own.data).toEqual(parameters.data);
        const updated = await updateOn(threads, task, own, true);
        expect(updated).toBe(own);
        expect(own.data).toEqual(expected);
      }
    },
  );

  it.each(['gain', 'transform'])('that the same holds for an ensemble in float32 (%s)', async (name) => {
    const size = SIZES[name];
    const task = taskOf(size, update);
    const parameters = createSharedMatrix(size.members, size.parameters, 'single');
    parameters.data.set(randomMembers(size.members, size.parameters).data);
    const inDouble = createMatrix(size.members, size.parameters, Float64Array.from(parameters.data));
    const expected = Float32Array.from(updateHere(task, inDouble).data);
    for (const threads of POOLS) {
      const { parameters: updated } = await threads.updateEnsemble({ ...task, parameters });
      expect(updated.data).toEqual(expected);
      threads.buffers.release(updated);
    }
    await pool.updateEnsemble({ ...task, parameters, inPlace: true });
    expect(parameters.data).toEqual(expected);
  });

  it.each(['gain', 'transform'])('that the same holds for a full R (%s)', async (name) => {
    const size = SIZES[name];
    const task = taskOf(size, update, fullError(covariance(size.observations), backend));
    const parameters = randomMembers(size.members, size.parameters);
    for (const threads of POOLS)
      expect((await updateOn(threads, task, parameters)).data).toEqual(updateHere(task, parameters).data);
  });

  it.each(['gain', 'transform'])('that the same holds for an ill-conditioned step (%s)', async (name) => {
    const size = SIZES[name];
    const task = taskOf(size, update, scalarError(1e-7));
    const parameters = randomMembers(size.members, size.parameters);
    for (const threads of POOLS)
      expect((await updateOn(threads, task, parameters)).data).toEqual(updateHere(task, parameters).data);
  });
});

it('that predicted data that are not finite are refused by place, and the pool goes on', async () => {
  for (const name of ['gain', 'on one thread']) {
    const task = taskOf(SIZES[name], 'stochastic');
    const parameters = randomMembers(SIZES[name].members, 5);
    const broken = copyOf(task.predicted);
    broken.data[task.observations.values.length + 2] = NaN;
    expect(await refusalOf(pool.updateEnsemble({ ...task, predicted: broken, parameters }))).toBe(
      'NUM_NONFINITE predicted data: expected finite values, got NaN at row 1, column 2',
    );
    expect((await updateOn(pool, task, parameters)).data).toEqual(updateHere(task, parameters).data);
  }
});

it('that the member whose parameters are not finite after the update is named', async () => {
  const size = SIZES['gain'];
  const task = taskOf(size, 'stochastic');
  const broken = randomMembers(size.members, size.parameters);
  broken.data[7 * size.parameters + 600] = Infinity;
  const refusal = await refusalOf(pool.updateEnsemble({ ...task, parameters: broken }));
  // The mean takes it to every member of that parameter.
  expect(refusal).toBe('NUM_NONFINITE expected finite parameters, got NaN in member 0 after the update');
});

it('that analyses at the same time do not meet in their memory, nor in that of an ensemble that was given back', async () => {
  const tasks = Object.values(SIZES).map((size) => ({
    task: taskOf(size, 'stochastic'),
    parameters: randomMembers(size.members, size.parameters),
  }));
  for (let round = 0; round < 3; round++) {
    const updated = await Promise.all(tasks.map(({ task, parameters }) => updateOn(pool, task, parameters)));
    tasks.forEach(({ task, parameters }, k) => expect(updated[k].data).toEqual(updateHere(task, parameters).data));
    for (const matrix of updated.slice(round)) pool.buffers.release(matrix);
  }
});

it('that a failure on a thread is told with its code, and the pool goes on', async () => {
  const size = SIZES['gain'];
  const task = taskOf(size, 'stochastic');
  const parameters = randomMembers(size.members, 5);
  expect(await refusalOf(pool.updateEnsemble({ ...task, parameters: randomMembers(3, 5) }))).toMatch(/^NUM_SHAPE/);
  const singular = createSharedMatrix(size.observations, size.observations);
  const error = { kind: 'full', covariance: singular, factor: singular } as const;
  const observations = { ...task.observations, error };
  expect(await refusalOf(pool.updateEnsemble({ ...task, observations, parameters }))).toMatch(
    /^NUM_NOT_POSITIVE_DEFINITE/,
  );
  expect((await updateOn(pool, task, parameters)).data).toEqual(updateHere(task, parameters).data);
});
