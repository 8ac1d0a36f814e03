/**
 * Floating-point operations of one stochastic analysis step by its cheapest order, the theory of the case `scaling`:
 *   Nd <= Ne:  S^T S, its Cholesky factor, two solves with Ne right sides         Ne Nd^2 + Nd^3 / 3 + 2 Nd^2 Ne
 *   Nd >  Ne:  S S^T and S D^T, the factor, two solves with Ne right sides         3 Ne^2 Nd + Ne^3 / 3 + 2 Ne^3
 *   update:    by an Ne x Ne transform 2 Ne^2 Nm (2 Nd Ne^2 to form it), or by the factors 4 Ne Nd Nm
 * and, counted like operations, what is drawn and read: 60 for each of Ne Nd perturbations, 4 for each of Ne Nm parameters.
 */
export interface AnalysisSizes {
  /** Nm. */
  readonly parameters: number;
  /** Ne. */
  readonly members: number;
  /** Nd. */
  readonly data: number;
}

const PERTURBATION = 60;
const PARAMETER = 4;

export function analysisFlops({ parameters: Nm, members: Ne, data: Nd }: AnalysisSizes): number {
  const inDataSpace = Nd <= Ne;
  const system = inDataSpace
    ? Ne * Nd ** 2 + Nd ** 3 / 3 + 2 * Nd ** 2 * Ne
    : 3 * Ne ** 2 * Nd + Ne ** 3 / 3 + 2 * Ne ** 3;
  const byTransform = 2 * Ne ** 2 * Nm + (inDataSpace ? 2 * Nd * Ne ** 2 : 0);
  const update = inDataSpace ? Math.min(byTransform, 4 * Ne * Nd * Nm) : byTransform;
  return system + update + PERTURBATION * Ne * Nd + PARAMETER * Ne * Nm;
}
