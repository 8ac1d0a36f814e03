/**
 * In which order the products of the stochastic update are taken: the one that needs the fewest flops.
 *
 * The increment of the anomalies A (Ne x Nm) is one chain of four factors, in one of two spaces:
 *   D C^-1 S^T A,  C = S^T S + alpha I (Nd x Nd)        D S^T C^-1 A,  C = S S^T + alpha I (Ne x Ne)
 * C^-1 is a pair of triangular solves with the factor of C: n^2 n' flops each way for n' right sides, as many as a product
 * with a square matrix. Forming C takes n^2 m, factoring it n^3 / 3. Of the ten orders (five in each space) these six are
 * the cheapest for some size; the others need as much as one of them or more. What stands left of the last bracket
 * is prepared once a step; what is inside it is done for each block of parameters.
 */
export interface AnalysisSize {
  /** Ne. */
  readonly members: number;
  /** Nd. */
  readonly observations: number;
  /** Nm. */
  readonly parameters: number;
}

/** For an analysis that is told no number of parameters. */
export const MANY_PARAMETERS = 2 ** 31;

type Flops = (size: AnalysisSize) => number;

/** Forming and factoring C, n x n, from factors of m columns. */
const system = (n: number, m: number): number => n * n * m + n ** 3 / 3;

/** Of routes that need the same, the first is taken: what solves once a step stands before what solves in each block. */
export const ROUTE_FLOPS = {
  /** D ((C^-1 S^T) A) in data space: a gain. */
  gain: ({ members: e, observations: d, parameters: p }) => system(d, e) + 2 * d * d * e + 4 * e * d * p,
  /** (D (C^-1 S^T)) A in data space: a transform Ne x Ne. */
  'gain-transform': ({ members: e, observations: d, parameters: p }) =>
    system(d, e) + 2 * d * d * e + 2 * e * e * d + 2 * e * e * p,
  /** ((D S^T) C^-1) A in ensemble space: a transform Ne x Ne. */
  transform: ({ members: e, observations: d, parameters: p }) =>
    system(e, d) + 2 * e * e * d + 2 * e ** 3 + 2 * e * e * p,
  /** D (C^-1 (S^T A)) in data space. */
  'project-solve': ({ members: e, observations: d, parameters: p }) => system(d, e) + 2 * d * d * p + 4 * e * d * p,
  /** D (S^T (C^-1 A)) in ensemble space. */
  'solve-project': ({ members: e, observations: d, parameters: p }) => system(e, d) + 2 * e * e * p + 4 * e * d * p,
  /** (D S^T) (C^-1 A) in ensemble space. */
  'solve-transform': ({ members: e, observations: d, parameters: p }) => system(e, d) + 2 * e * e * d + 4 * e * e * p,
} as const satisfies Record<string, Flops>;

export type AnalysisRoute = keyof typeof ROUTE_FLOPS;

const ROUTES = Object.keys(ROUTE_FLOPS) as readonly AnalysisRoute[];

export function cheapestRoute(size: AnalysisSize): AnalysisRoute {
  return ROUTES.reduce((best, route) => (ROUTE_FLOPS[route](size) < ROUTE_FLOPS[best](size) ? route : best));
}

/** Whether the system of that route is Nd x Nd. */
export function inDataSpace(route: AnalysisRoute): boolean {
  return route === 'gain' || route === 'gain-transform' || route === 'project-solve';
}

/** Whether left (Ne x rank) times right (rank x Ne) is better multiplied out before it is applied to Nm parameters. */
export function worthMultiplying(rank: number, { members, parameters }: AnalysisSize): boolean {
  return 2 * members * members * (rank + parameters) < 4 * members * rank * parameters;
}
