/**
 * What the data can give: Gaussian-process regression that knows the noise, with the length scale that is best *on the test*
 * (Rasmussen & Williams 2006, eq. 2.25, squared exponential kernel of variance 1). No method that must choose without the
 * test can be expected to do much better, so that a score below it asks for luckier data and not for a better method.
 *   f(x*) = k(x*, X) (K + sigma^2 I)^-1 y                                                       n^3 / 3 flops
 */
import { rootMeanSquareError } from '@enkit/assimilation';
import { createBackend, createMatrix, type Matrix, median } from '@enkit/numerics';
import type { NoisyRegression } from './noisyRegression.ts';

const LENGTH_SCALES = [0.6, 0.8, 1, 1.2, 1.5, 2, 2.5, 3];
const backend = createBackend('wasm');

/** Test RMSE of every regression with the length scale whose median is least. */
export function gaussianProcessScores(regressions: readonly NoisyRegression[], noise: number): number[] {
  const tried = LENGTH_SCALES.map((lengthScale) => regressions.map((data) => testError(data, noise, lengthScale)));
  return tried.toSorted((a, b) => median(a) - median(b))[0];
}

function testError({ train, test }: NoisyRegression, noise: number, lengthScale: number): number {
  const K = kernel(train.inputs, train.inputs, lengthScale);
  for (let i = 0; i < K.rows; i++) K.data[i * K.columns + i] += noise * noise;
  const weights = backend.choleskySolve(backend.cholesky(K), createMatrix(K.rows, 1, train.targets));
  const predicted = backend.multiply(kernel(test.inputs, train.inputs, lengthScale), weights);
  return rootMeanSquareError(predicted.data, test.targets);
}

function kernel(a: Float64Array, b: Float64Array, lengthScale: number): Matrix {
  const result = createMatrix(a.length, b.length);
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < b.length; j++)
      result.data[i * b.length + j] = Math.exp(-((a[i] - b[j]) ** 2) / (2 * lengthScale ** 2));
  return result;
}
