/** Fixed lists of alpha with sum 1/alpha = 1, so that a linear-Gaussian problem ends at its exact posterior. */

/** alpha_l = Na for each of Na steps (Emerick & Reynolds 2013). */
export function constantAlphas(steps: number): number[] {
  return Array.from({ length: steps }, () => steps);
}

/**
 * alpha_l = alpha_1 / ratio^(l-1), alpha_1 = 1 + ratio + ... + ratio^(Na-1): small steps first (Rafiee & Reynolds 2017).
 * Summed, since the closed form (ratio^Na - 1) / (ratio - 1) cancels near ratio 1.
 */
export function geometricAlphas(steps: number, ratio: number): number[] {
  const powers = Array.from({ length: steps }, (_, l) => ratio ** l);
  const first = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => first / power);
}

export function inverseAlphaSum(alphas: readonly number[]): number {
  return alphas.reduce((sum, alpha) => sum + 1 / alpha, 0);
}
