/**
 * A list of ES-MDA coefficients must satisfy sum_l 1/alpha_l = 1, or the data count more or less than once
 * (Emerick & Reynolds 2013, doi:10.1016/j.cageo.2012.03.011, eq. 9).
 */
import { z } from 'zod';
import { addFault } from './fieldFault.ts';
import { positiveSchema } from './primitives.ts';

/** Largest |sum 1/alpha - 1| accepted. */
const TOLERANCE = 1e-9;
/** Lists up to this length are written out normalised in the message. */
const LISTED = 16;

function inverseSum(alphas: readonly number[]): number {
  return alphas.reduce((sum, alpha) => sum + 1 / alpha, 0);
}

function suggestion(alphas: readonly number[], sum: number): string {
  if (!Number.isFinite(sum)) return 'an alpha is too small to be inverted: use alpha: constant';
  if (alphas.length > LISTED) return `multiply every alpha by ${sum}`;
  const normalised = alphas.map((alpha) => Number((alpha * sum).toPrecision(12)));
  return `normalised it is [${normalised.join(', ')}]`;
}

const listSchema = z
  .array(positiveSchema)
  .min(1)
  .superRefine((alphas, context) => {
    if (alphas.some((alpha) => alpha <= 0)) return; // said for each of them already
    const sum = inverseSum(alphas);
    if (Math.abs(sum - 1) <= TOLERANCE) return;
    addFault(context, [], {
      code: 'CFG_ALPHA',
      expected: 'sum 1/alpha = 1 within 1e-9',
      got: `a sum of ${sum}`,
      suggestion: suggestion(alphas, sum),
    });
  });

export const alphaSchema = z.union([
  z
    .enum(['constant', 'geometric', 'adaptive'])
    .describe('adaptive: by the data-misfit controller, which ends by itself'),
  listSchema.describe('a list with sum 1/alpha = 1'),
]);
