/**
 * A sine on [-pi, pi] observed one random point at a time, whose truth may change while it is observed. Observation t
 * (0 <= t < T) is made at time t:
 *
 *   static: sin x;   drift: sin(x + pi t / T), so that the phase moves by pi over the stream;
 *   switch: sin x before T/2, cos x from then on.
 */
import { ModelError } from '../errors.ts';
import type { DataSet, Problem } from './dataSet.ts';
import { addNoise, evaluateAt, regularGrid, uniformPoints } from './points.ts';
import { assertCount, assertNoise, assertPositive } from './ranges.ts';
import { standardisationOfDomain } from './standardisation.ts';
import { cosine, sine, type TargetFunction } from './targetFunctions.ts';

export type StreamChange = 'static' | 'drift' | 'switch';
export const STREAM_CHANGES: readonly StreamChange[] = ['static', 'drift', 'switch'];

export interface OnlineStreamSettings {
  readonly change: StreamChange;
  /** Observations, T; default 2000. */
  readonly count?: number | undefined;
  /** Standard deviation of the noise; default 0.05. */
  readonly noise?: number | undefined;
  /** Default pi. */
  readonly halfWidth?: number | undefined;
  /** Points of the test grid; default 501. */
  readonly testPoints?: number | undefined;
  readonly seed: number;
}

/** The training points are in order of arrival; `test` is the truth at the end of the stream, `truthAt(T)`. */
export interface OnlineProblem extends Problem {
  readonly change: StreamChange;
  /** The noise-free function at `time` (0 to T; after n observations: n) on the test grid. */
  readonly truthAt: (time: number) => DataSet;
}

/** Draws a stream; the same settings always give the same data. Throws DATA_SETTINGS. */
export function generateOnlineStream(settings: OnlineStreamSettings): OnlineProblem {
  const { change, count = 2000, noise = 0.05, halfWidth = Math.PI, testPoints = 501, seed } = settings;
  assertStream(change, count, testPoints, halfWidth, noise);
  const names = { inputNames: ['x'], outputNames: ['y'] };
  const inputs = uniformPoints(count, 1, halfWidth, seed);
  const clean = evaluateAt(inputs, (time) => functionAt(change, time / count));
  const grid = regularGrid(testPoints, 1, halfWidth);
  const truthAt = (time: number): DataSet => {
    const truth = functionAt(change, time / count);
    return { ...names, inputs: grid, targets: evaluateAt(grid, () => truth) };
  };
  return {
    change,
    train: { ...names, inputs, targets: addNoise(clean, noise, seed) },
    test: truthAt(count),
    truthAt,
    noise,
    halfWidth,
    inputStandardisation: standardisationOfDomain([halfWidth]),
  };
}

/** @param progress time / T, 0 to 1 */
function functionAt(change: StreamChange, progress: number): TargetFunction {
  switch (change) {
    case 'static':
      return sine;
    case 'drift':
      return (point) => Math.sin(point[0] + Math.PI * progress);
    case 'switch':
      return progress < 0.5 ? sine : cosine;
  }
}

function assertStream(change: StreamChange, count: number, testPoints: number, halfWidth: number, noise: number): void {
  assertCount('observations of the stream', count);
  assertCount('test points', testPoints);
  assertPositive('halfWidth', halfWidth);
  assertNoise(noise);
  if (STREAM_CHANGES.includes(change)) return;
  throw new ModelError('DATA_SETTINGS', {
    subject: 'change of the stream',
    expected: `one of ${STREAM_CHANGES.join(', ')}`,
    got: change,
    suggestion: 'choose one of them',
  });
}
