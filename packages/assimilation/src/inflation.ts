/**
 * Inflation: what keeps an ensemble from trusting itself too much when it is updated again and again. Applied in this
 * order to the updated ensemble, per parameter with standard deviation sa after and sb before the update, sp in the prior:
 *   relaxation to prior spread (RTPS, Whitaker & Hamill 2012, Mon. Wea. Rev. 140, eq. 2):  x' <- x' (1 + a (sb - sa) / sa)
 *   multiplicative, capped: x' <- f x', with f lowered so that the result does not exceed sp (unbounded inflation blows up
 *     as parameters that the data do not see grow without end)
 *   additive (random walk): x <- x + q sp xi, xi ~ N(0, 1) fresh each step
 */
import { firstNonFinite, randomStream, rowOf, type AnyMatrix } from '@enkit/numerics';
import { blockCount, blockRange } from './analysis/blocks.ts';

export interface InflationSettings {
  /** f >= 1; 1 is none. */
  readonly multiplicative: number;
  /** q >= 0, a share of the prior standard deviation. */
  readonly additive: number;
  /** a in [0, 1]. */
  readonly relaxation: number;
}

/** A spread below this share of the mean is rounding: a parameter without spread has nothing that could be inflated. */
const ROUNDING = 4 * Number.EPSILON;

export interface InflationContext {
  readonly seed: number;
  readonly step: number;
  /** Ids, Ne. */
  readonly members: Uint32Array;
  /** sb, Nm: standard deviation before the update. */
  readonly deviationBefore: Float64Array;
  /** sp, Nm. */
  readonly priorDeviation: Float64Array;
}

export function inflates(settings: InflationSettings): boolean {
  return settings.multiplicative !== 1 || settings.additive !== 0 || settings.relaxation !== 0;
}

/** Members in blocks. */
export interface InflationWork {
  readonly kind: 'inflation';
  /** Changed in place. */
  readonly ensemble: AnyMatrix;
  /** Nm. */
  readonly mean: Float64Array;
  /** What the anomalies are multiplied by, Nm. */
  readonly factors: Float64Array;
  readonly additive: number;
  readonly context: InflationContext;
  /** [1] once a value that is not finite was written. */
  readonly flaw: Uint8Array;
  readonly width: number;
  readonly blocks: number;
}

/** Parameters in a block, about. */
const VALUES = 2 ** 16;

/** @param mean of the ensemble, Nm. @param deviation of the ensemble, Nm */
export function inflationWork(
  ensemble: AnyMatrix,
  mean: Float64Array,
  deviation: Float64Array,
  settings: InflationSettings,
  context: InflationContext,
): InflationWork {
  const after = deviation.map((sa, k) => (sa > ROUNDING * Math.abs(mean[k]) ? sa : 0));
  const factors = inflationFactors(after, settings, context);
  const width = Math.max(1, Math.floor(VALUES / Math.max(1, ensemble.columns)));
  const flaw = new Uint8Array(new SharedArrayBuffer(1));
  const { additive } = settings;
  const blocks = blockCount(ensemble.rows, width);
  return { kind: 'inflation', ensemble, mean, factors, additive, context, flaw, width, blocks };
}

export function openInflation({ ensemble, mean, factors, additive, context, flaw, width }: InflationWork) {
  return (block: number): void => {
    const { from, to } = blockRange(block, width, ensemble.rows);
    for (let j = from; j < to; j++) {
      const row = rowOf(ensemble, j);
      for (let k = 0; k < row.length; k++) if (factors[k] !== 1) row[k] = mean[k] + factors[k] * (row[k] - mean[k]);
      if (additive > 0) addNoise(row, context.members[j], additive, context);
      if (firstNonFinite(row) >= 0) flaw[0] = 1;
    }
  };
}

function inflationFactors(after: Float64Array, settings: InflationSettings, context: InflationContext): Float64Array {
  return after.map((sa, k) => {
    if (sa === 0) return 1;
    const relaxed = sa + settings.relaxation * (context.deviationBefore[k] - sa);
    const cap = Math.max(relaxed, context.priorDeviation[k]);
    return Math.min(relaxed * settings.multiplicative, cap) / sa;
  });
}

function addNoise(row: Float64Array | Float32Array, member: number, additive: number, context: InflationContext): void {
  const stream = randomStream(context.seed, 'inflation', context.step, member);
  for (let k = 0; k < row.length; k++) row[k] += additive * context.priorDeviation[k] * stream.normal();
}
