import { ensembleMean } from '@enkit/assimilation';
import { experimentSchema, type ExperimentInput } from '@enkit/contracts';
import { createBackend, createMatrix, randomStream, type Matrix } from '@enkit/numerics';
import { describe, expect, test } from 'vitest';
import { createProblem } from '../problem/createProblem.ts';
import type { AssimilationProblem } from '../problem/problem.ts';
import type { CurveFit, FitData, SurfaceFit } from '../report/fitData.ts';
import { buildLiveFits, noPredictions } from './liveFits.ts';
import { screenPoints } from './screenPoints.ts';

type Data = ExperimentInput['data'];

function problemOf(data: Data): Promise<AssimilationProblem> {
  const experiment = experimentSchema.parse({
    name: 'live',
    data,
    model: { type: 'mlp', hidden: [3] },
    method: { type: 'eki', stop: { steps: 2 } },
    ensemble: { size: 10, seed: 1 },
  });
  return createProblem(experiment, '.', createBackend('ml-matrix'));
}

/** Members that differ in every prediction. */
function predictions(members: number, points: number): Matrix {
  const stream = randomStream(1, 'live-fits-test');
  return createMatrix(
    members,
    points,
    Float64Array.from({ length: members * points }, () => stream.normal()),
  );
}

async function fitOf(data: Data, members = 10): Promise<FitData> {
  const problem = await problemOf(data);
  const [train, test] = [problem.points.train, problem.points.test].map(({ rows }) => predictions(members, rows));
  return buildLiveFits({ problem, train, test, truth: problem.test })[0];
}

function isAscending(values: ArrayLike<number>): boolean {
  return Array.from(values).every((value, k, all) => k === 0 || all[k - 1] <= value);
}

describe('the fit of a live page', () => {
  test('that a small problem is drawn as it is', async () => {
    const problem = await problemOf({ source: 'sine', count: 40, testPoints: 50 });
    const test = predictions(10, 50);
    const [fit] = buildLiveFits({ problem, train: predictions(10, 40), test, truth: problem.test });
    expect(fit).toMatchObject({ kind: 'curve', output: { name: 'y' }, input: { name: 'x' } });
    const { grid, mean, truth, members } = fit as CurveFit;
    expect([grid.length, mean.length, truth?.length, members?.length]).toEqual([50, 50, 50, 10]);
    expect(isAscending(grid)).toBe(true);
    const expected = ensembleMean(test);
    Array.from(mean).forEach((value, k) => expect(value).toBeCloseTo(expected[k], 12));
    expect(fit.train.observed).toHaveLength(40);
  });

  test('that large data and ensembles are drawn with what a screen shows', async () => {
    const fit = (await fitOf({ source: 'sine', count: 3000, testPoints: 5000 }, 300)) as CurveFit;
    expect([fit.grid.length, fit.training.x.length, fit.train.observed.length, fit.members?.length]).toEqual([
      400, 400, 400, 24,
    ]);
    expect(isAscending(fit.grid)).toBe(true);
    expect([fit.grid[0], fit.grid[399]]).toEqual([-Math.PI, Math.PI]);
  });

  test('that a grid of two inputs stays a grid when it is thinned', async () => {
    const fit = (await fitOf({ source: 'mexican-hat', dimension: 2, count: 50, testPoints: 120 })) as SurfaceFit;
    expect(fit.kind).toBe('surface');
    expect(fit.x.length).toBeLessThanOrEqual(49);
    expect(fit.mean).toHaveLength(fit.x.length * fit.y.length);
    expect(Array.from(fit.mean).every(Number.isFinite)).toBe(true);
  });

  test('that a stream shows the observations that have come, and the truth of now', async () => {
    const problem = await problemOf({ source: 'sine-stream', change: 'switch', count: 400 });
    const truth = problem.truthAfter?.(100) ?? problem.test;
    const points = Uint32Array.of(98, 99);
    const [fit] = buildLiveFits({
      problem,
      train: predictions(5, 2),
      points,
      test: predictions(5, problem.test.targets.rows),
      truth,
      arrived: 100,
    });
    const { training, train, truth: drawn, grid } = fit as CurveFit;
    expect([training.x.length, train.observed.length]).toEqual([100, 2]);
    Array.from(grid).forEach((x, k) => expect(drawn?.[k]).toBeCloseTo(Math.sin(x), 12));
  });

  test('that without test points there is what is predicted of the observations', async () => {
    const problem = await problemOf({ source: 'sine', count: 30 });
    const untested = { problem, train: predictions(10, 30), test: noPredictions(10), truth: problem.test };
    const [fit] = buildLiveFits(untested);
    expect(fit.train.predicted).toHaveLength(30);
    expect(fit.test.predicted).toHaveLength(0);
  });
});

describe('points for a screen', () => {
  test('that inputs that only look like a grid are thinned as points', () => {
    const scattered = createMatrix(900, 2, predictions(900, 2).data);
    expect(screenPoints(scattered, 100)).toHaveLength(100);
  });

  test('that no inputs, or none left, are no points', () => {
    expect(screenPoints(createMatrix(0, 1), 100)).toEqual([]);
    expect(screenPoints(createMatrix(5, 0), 100)).toEqual([0, 1, 2, 3, 4]);
  });
});
