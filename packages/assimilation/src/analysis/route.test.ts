import { expect, it } from 'vitest';
import { cheapestRoute, inDataSpace, ROUTE_FLOPS, worthMultiplying, type AnalysisSize } from './route.ts';

/** A factor of the chain D, C^-1, S^T, A (or D, S^T, C^-1, A): rows x columns. */
interface Factor {
  readonly rows: number;
  readonly columns: number;
}

/** The flops of every way to bracket the chain; a product with C^-1 costs as much as one with a square matrix. */
function everyOrder(chain: readonly Factor[]): number[] {
  if (chain.length === 1) return [0];
  const [first, last] = [chain[0], chain[chain.length - 1]];
  return chain.slice(1).flatMap((_, split) => {
    const [left, right] = [chain.slice(0, split + 1), chain.slice(split + 1)];
    const product = 2 * first.rows * right[0].rows * last.columns;
    return everyOrder(left).flatMap((a) => everyOrder(right).map((b) => a + b + product));
  });
}

/** Forming C, factoring it and the products, for every order in both spaces. */
function everyRoute({ members: e, observations: d, parameters: p }: AnalysisSize): number[] {
  const [D, S, A] = [
    { rows: e, columns: d },
    { rows: d, columns: e },
    { rows: e, columns: p },
  ];
  const square = (n: number): Factor => ({ rows: n, columns: n });
  const inData = everyOrder([D, square(d), S, A]).map((flops) => flops + d * d * e + d ** 3 / 3);
  const inEnsemble = everyOrder([D, S, square(e), A]).map((flops) => flops + e * e * d + e ** 3 / 3);
  return [...inData, ...inEnsemble];
}

const COUNTS = [2, 3, 5, 8, 13, 30, 100, 200, 481, 500, 1000, 4000, 10_000, 101_770];
const GRID: readonly AnalysisSize[] = COUNTS.flatMap((members) =>
  COUNTS.flatMap((observations) => COUNTS.map((parameters) => ({ members, observations, parameters }))),
);

it('that the route taken needs no more flops than any other order of the products, in either space', () => {
  for (const size of GRID) {
    const all = everyRoute(size);
    expect(all).toHaveLength(10);
    const least = Math.min(...all);
    expect(ROUTE_FLOPS[cheapestRoute(size)](size) / least).toBeCloseTo(1, 12);
  }
});

it('that each route is the cheapest for some size, and that the smaller system is solved', () => {
  expect(new Set(GRID.map(cheapestRoute))).toEqual(new Set(Object.keys(ROUTE_FLOPS)));
  for (const size of GRID) {
    if (size.observations === size.members) continue;
    expect(inDataSpace(cheapestRoute(size))).toBe(size.observations < size.members);
  }
});

it('that two factors are multiplied out exactly where that takes fewer flops in all', () => {
  for (const size of GRID) {
    const { members: e, observations: rank, parameters: p } = size;
    const orders = everyOrder([
      { rows: e, columns: rank },
      { rows: rank, columns: e },
      { rows: e, columns: p },
    ]);
    const factored = 4 * e * rank * p;
    expect(worthMultiplying(rank, size)).toBe(Math.min(...orders) < factored);
  }
});
