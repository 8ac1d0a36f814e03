/** Predicted data between the model's (standardised) and the data's own units. */
import type { Standardisation } from '@enkit/models';
import { createMatrix, createSharedMatrix, mean, type Matrix } from '@enkit/numerics';

/** Ne x Nd predicted data, point-major with one column of the standardisation per output, in the data's units. */
export function toDataUnits({ offset, scale }: Standardisation, predicted: Matrix): Matrix {
  if (offset.every((value) => value === 0) && scale.every((value) => value === 1)) return predicted;
  const outputs = scale.length;
  const converted = createSharedMatrix(predicted.rows, predicted.columns);
  for (let j = 0, at = 0; j < predicted.rows; j++)
    for (let k = 0; k < predicted.columns; k++, at++)
      converted.data[at] = predicted.data[at] * scale[k % outputs] + offset[k % outputs];
  return converted;
}

/** Root mean variance, in the data's units, of predictions with these standard deviations in the model's. */
export function spreadInDataUnits({ scale }: Standardisation, deviations: Float64Array): number {
  return Math.sqrt(mean(deviations.map((sd, k) => (sd * scale[k % scale.length]) ** 2)));
}

/** A vector as a 1 x n matrix, not copied. */
export function rowMatrix(values: Float64Array): Matrix {
  return createMatrix(1, values.length, values);
}
