/** A linear forward model y = H x + b and the posterior that it has in closed form. Plain loops and explicit inverses. */
import { createMatrix, type AnyMatrix, type Matrix } from '@enkit/numerics';
import { anomalies, ensembleMean } from '../anomalies.ts';
import { inDouble, WASM } from './matrices.ts';
import { inverse } from './naiveAnalysis.ts';

export interface LinearModel {
  /** H, Nd x Nm. */
  readonly operator: Matrix;
  /** b, Nd. */
  readonly offset: Float64Array;
}

export interface Gaussian {
  readonly mean: Float64Array;
  readonly covariance: Matrix;
}

/** Y (Ne x Nd) of X (Ne x Nm). */
export function predictLinear({ operator, offset }: LinearModel, parameters: Matrix): Matrix {
  const predicted = WASM.multiply(parameters, operator, { transposeB: true });
  for (let k = 0; k < predicted.data.length; k++) predicted.data[k] += offset[k % predicted.columns];
  return predicted;
}

/** Mean and covariance (n - 1) over members. */
export function sampleMoments(given: AnyMatrix): Gaussian {
  const ensemble = inDouble(given);
  const mean = ensembleMean(ensemble);
  const centred = anomalies(ensemble, mean, 1 / Math.sqrt(ensemble.rows - 1));
  return { mean, covariance: WASM.gram(centred, 'columns') };
}

/** mean + K (d - H mean - b), C - K H C, with K = C H^T (H C H^T + R)^-1. */
export function kalmanPosterior(prior: Gaussian, model: LinearModel, values: Float64Array, R: Matrix): Gaussian {
  const { operator: H } = model;
  const CHt = WASM.multiply(prior.covariance, H, { transposeB: true });
  const HCHt = WASM.multiply(H, CHt);
  const K = WASM.multiply(
    CHt,
    inverseOf(
      createMatrix(
        R.rows,
        R.rows,
        HCHt.data.map((v, k) => v + R.data[k]),
      ),
    ),
  );
  const predicted = predictLinear(model, createMatrix(1, prior.mean.length, prior.mean)).data;
  const innovation = createMatrix(
    values.length,
    1,
    values.map((d, k) => d - predicted[k]),
  );
  const shift = WASM.multiply(K, innovation).data;
  const reduction = WASM.multiply(K, CHt, { transposeB: true });
  return {
    mean: prior.mean.map((value, k) => value + shift[k]),
    covariance: createMatrix(
      prior.mean.length,
      prior.mean.length,
      prior.covariance.data.map((value, k) => value - reduction.data[k]),
    ),
  };
}

function inverseOf(a: Matrix): Matrix {
  const rows = Array.from({ length: a.rows }, (_, i) => Array.from(a.data.slice(i * a.columns, (i + 1) * a.columns)));
  return createMatrix(a.rows, a.columns, Float64Array.from(inverse(rows).flat()));
}
