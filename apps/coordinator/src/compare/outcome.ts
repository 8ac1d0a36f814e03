/** What one method reached from one seed. */
import type { StepRecord } from '@enkit/contracts';
import type { FitData } from '../report/fitData.ts';

export interface MethodOutcome {
  readonly seed: number;
  readonly rmse: { readonly train: number; readonly test: number };
  readonly r2: { readonly train: number; readonly test: number };
  /** Network evaluations per training sample; a gradient counts as 3. */
  readonly passes: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly coverage90?: number | undefined;
  readonly coverageForecast?: number | undefined;
  /** One step ahead, over the second half of an online run. */
  readonly rmseForecast?: number | undefined;
  /** Mean test RMSE over the second half of a stream. */
  readonly rmseTestSecondHalf?: number | undefined;
  readonly trajectory: { readonly passes: readonly number[]; readonly rmseTest: readonly number[] };
  readonly fit?: FitData | undefined;
  /** Of an ensemble method. */
  readonly steps?: readonly StepRecord[] | undefined;
  /** Why there are no scores (they are NaN then), such as a gradient method that diverged. */
  readonly failure?: string | undefined;
}

const NOTHING = { train: NaN, test: NaN };

/** The outcome of a method that came to nothing. */
export function failedOutcome(seed: number, failure: string): MethodOutcome {
  const trajectory = { passes: [], rmseTest: [] };
  return { seed, rmse: NOTHING, r2: NOTHING, passes: NaN, seconds: NaN, cpuSeconds: NaN, trajectory, failure };
}
