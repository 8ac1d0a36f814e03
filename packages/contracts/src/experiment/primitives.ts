/** The numbers and texts that the sections are made of; zod's numbers exclude NaN and Infinity. */
import { z } from 'zod';

/** Largest seed: integers below 2^53 are exact in float64. */
export const seedSchema = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
export const countSchema = z.int().min(1).max(1e9);
export const positiveSchema = z.number().positive();
export const nonNegativeSchema = z.number().min(0);
export const fractionSchema = z.number().gt(0).lt(1);
export const textSchema = z.string().min(1);
/** Names become folder names, metric labels and parts of Redis keys. */
export const nameSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,62}$/,
    'lower-case letters, digits and hyphens, beginning with a letter, at most 63 characters',
  );
