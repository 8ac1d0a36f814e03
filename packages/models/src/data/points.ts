/** Where generated data are observed, and the observing. */
import { createMatrix, type Matrix, randomStream, rowOf } from '@enkit/numerics';
import type { TargetFunction } from './targetFunctions.ts';

/** `count` points uniform on [-halfWidth, halfWidth)^dimension, count x dimension. The first n are the same for any count. */
export function uniformPoints(count: number, dimension: number, halfWidth: number, seed: number): Matrix {
  const stream = randomStream(seed, 'data.inputs');
  const points = createMatrix(count, dimension);
  for (let k = 0; k < points.data.length; k++) points.data[k] = halfWidth * (2 * stream.uniform() - 1);
  return points;
}

/** A regular grid over [-halfWidth, halfWidth]^dimension with both ends, the last coordinate running fastest. */
export function regularGrid(pointsPerAxis: number, dimension: number, halfWidth: number): Matrix {
  const grid = createMatrix(pointsPerAxis ** dimension, dimension);
  for (let i = 0; i < grid.rows; i++) {
    for (let k = dimension - 1, rest = i; k >= 0; k--, rest = Math.floor(rest / pointsPerAxis)) {
      grid.data[i * dimension + k] = axisPosition(rest % pointsPerAxis, pointsPerAxis, halfWidth);
    }
  }
  return grid;
}

/** Exactly symmetric about 0; a single point lies there. */
function axisPosition(index: number, count: number, halfWidth: number): number {
  return count === 1 ? 0 : (halfWidth * (2 * index - (count - 1))) / (count - 1);
}

/** The function's values at every point, count x 1. */
export function evaluateAt(points: Matrix, functionAt: (row: number) => TargetFunction): Matrix {
  const values = createMatrix(points.rows, 1);
  for (let i = 0; i < points.rows; i++) values.data[i] = functionAt(i)(rowOf(points, i));
  return values;
}

/** Adds independent Gaussian noise, as a new matrix. */
export function addNoise(values: Matrix, standardDeviation: number, seed: number): Matrix {
  const stream = randomStream(seed, 'data.noise');
  const noisy = values.data.map((value) => value + standardDeviation * stream.normal());
  return createMatrix(values.rows, values.columns, noisy);
}
