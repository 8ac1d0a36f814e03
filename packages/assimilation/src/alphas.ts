/** Fixed lists of alpha with sum 1/alpha = 1, so that a linear-Gaussian problem ends at its exact posterior. */

/** alpha_l = Na for each of Na steps (Emerick & Reynolds 2013). */
export function constantAlphas(steps: number): number[] {
  return Array.from({ length: steps }, () => steps);
}

/** alpha_l = alpha_1 / ratio^(l-1), alpha_1 = (ratio^Na - 1) / (ratio - 1): small steps first (Rafiee & Reynolds 2017). */
export function geometricAlphas(steps: number, ratio: number): number[] {
  const first = (ratio ** steps - 1) / (ratio - 1);
  return Array.from({ length: steps }, (_, l) => first / ratio ** l);
}

export function inverseAlphaSum(alphas: readonly number[]): number {
  return alphas.reduce((sum, alpha) => sum + 1 / alpha, 0);
}
