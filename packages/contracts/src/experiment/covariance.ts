/**
 * A covariance R (Nd x Nd) must be square, symmetric and positive definite: the analysis whitens by its Cholesky factor.
 * Checked by the factorisation itself, Nd^3/3 flops; the 1 MiB limit of a file bounds Nd at about 500.
 */
import { z } from 'zod';
import { addFault } from './fieldFault.ts';

type Rows = readonly (readonly number[])[];

/** Largest |R_ij - R_ji|, relative to the two deviations, that counts as rounding: as in the analysis. */
const ASYMMETRY_TOLERANCE = 1e-10;

interface Defect {
  readonly path: (string | number)[];
  readonly expected: string;
  readonly got: string;
}

function notSquare(rows: Rows): Defect | undefined {
  const bad = rows.findIndex((row) => row.length !== rows.length);
  if (bad < 0) return undefined;
  return {
    path: [bad],
    expected: `a square matrix: ${rows.length} rows of ${rows.length} entries`,
    got: `${rows[bad].length} in row ${bad + 1}`,
  };
}

function notSymmetric(rows: Rows): Defect | undefined {
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < i; j++) {
      const [below, above] = [rows[i][j], rows[j][i]];
      if (Math.abs(below - above) <= ASYMMETRY_TOLERANCE * Math.sqrt(rows[i][i] * rows[j][j])) continue;
      return {
        path: [i, j],
        expected: `a symmetric matrix: entry (${i + 1}, ${j + 1}) equal to (${j + 1}, ${i + 1})`,
        got: `${below} and ${above}`,
      };
    }
  }
  return undefined;
}

function notPositiveOnDiagonal(rows: Rows): Defect | undefined {
  const i = rows.findIndex((row, k) => !(row[k] > 0));
  if (i < 0) return undefined;
  return { path: [i, i], expected: `a positive variance at (${i + 1}, ${i + 1})`, got: `${rows[i][i]}` };
}

/** Cholesky-Banachiewicz by rows; the first pivot that is not positive tells the order of the failing leading block. */
function notPositiveDefinite(rows: Rows): Defect | undefined {
  const factor: Float64Array[] = [];
  for (let i = 0; i < rows.length; i++) {
    const l = new Float64Array(i + 1);
    for (let j = 0; j <= i; j++) {
      let sum = rows[i][j];
      for (let k = 0; k < j; k++) sum -= l[k] * (factor[j] ?? l)[k];
      if (j < i) l[j] = sum / factor[j][j];
      else if (sum > Number.EPSILON * rows[i][i]) l[i] = Math.sqrt(sum);
      else return indefinite(i + 1);
    }
    factor.push(l);
  }
  return undefined;
}

function indefinite(order: number): Defect {
  return {
    path: [order - 1],
    expected: 'a positive definite matrix',
    got: `one whose leading ${order} x ${order} block is not`,
  };
}

export const covarianceSchema = z
  .array(z.array(z.number()))
  .min(1)
  .superRefine((rows, context) => {
    const defect = notSquare(rows) ?? notPositiveOnDiagonal(rows) ?? notSymmetric(rows) ?? notPositiveDefinite(rows);
    if (!defect) return;
    addFault(context, defect.path, { code: 'CFG_COV_NOT_SPD', expected: defect.expected, got: defect.got });
  });
