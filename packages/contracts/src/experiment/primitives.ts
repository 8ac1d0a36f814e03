import { z } from 'zod';

/** Largest seed: integers below 2^53 are exact in float64. */
export const seedSchema = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
export const countSchema = z.int().min(1).max(1e9);
export const positiveSchema = z.number().positive();
export const nonNegativeSchema = z.number().min(0);
export const fractionSchema = z.number().gt(0).lt(1);
