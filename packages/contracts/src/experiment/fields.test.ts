import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alphaSchema } from './alpha.ts';
import { covarianceSchema } from './covariance.ts';

const size = fc.integer({ min: 1, max: 8 });

function square(entries: number[], n: number): number[][] {
  return Array.from({ length: n }, (_, i) => entries.slice(i * n, (i + 1) * n));
}

/** B B^T + I, whose smallest eigenvalue is at least 1. */
function positiveDefinite(b: number[][]): number[][] {
  return b.map((row, i) => b.map((other, j) => row.reduce((sum, value, k) => sum + value * other[k], i === j ? 1 : 0)));
}

const matrix = size.chain((n) =>
  fc
    .array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: n * n, maxLength: n * n })
    .map((entries) => square(entries, n)),
);

describe('a covariance', () => {
  test('that is B B^T + I is accepted for any B', () => {
    fc.assert(
      fc.property(matrix, (b) => {
        expect(covarianceSchema.safeParse(positiveDefinite(b)).success).toBe(true);
      }),
    );
  });

  test('that has an eigenvalue below zero is refused', () => {
    const shifted = (b: number[][]): number[][] => {
      const spd = positiveDefinite(b);
      const trace = spd.reduce((sum, row, i) => sum + row[i], 0);
      return spd.map((row, i) => row.map((value, j) => (i === j ? value - trace / spd.length - 1e-3 : value)));
    };
    fc.assert(
      fc.property(matrix, (b) => {
        expect(covarianceSchema.safeParse(shifted(b)).success).toBe(false);
      }),
    );
  });

  test('that was printed with 12 digits is still symmetric', () => {
    const printed = (rows: number[][]) =>
      rows.map((row, i) => row.map((value, j) => (j < i ? Number(value.toPrecision(12)) : value)));
    fc.assert(
      fc.property(matrix, (b) => {
        expect(covarianceSchema.safeParse(printed(positiveDefinite(b))).success).toBe(true);
      }),
    );
  });
});

describe('a list of alphas', () => {
  const alphas = fc.array(fc.double({ min: 0.01, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 16 });

  function suggestionFor(list: number[]): number[] | undefined {
    const issue = alphaSchema.safeParse(list).error?.issues[0];
    const fault: unknown = issue?.code === 'custom' ? issue.params?.['fault'] : undefined;
    const text = /\[(.*)\]/.exec(JSON.stringify(fault) ?? '')?.[1];
    return text?.split(', ').map(Number);
  }

  test('that is refused is accepted as the message suggests it', () => {
    fc.assert(
      fc.property(alphas, (list) => {
        const suggested = suggestionFor(list);
        fc.pre(suggested !== undefined);
        expect(alphaSchema.safeParse(suggested).success).toBe(true);
      }),
    );
  });

  test('that does not sum to one is refused with a suggestion', () => {
    expect(suggestionFor([2, 2, 2])).toEqual([3, 3, 3]);
  });

  test.each([[[1]], [[2, 2]], [[9.333333333333334, 7, 4, 2]], [[4, 2, 4]]])('that is %j is accepted', (list) => {
    expect(alphaSchema.parse(list)).toEqual(list);
  });
});
