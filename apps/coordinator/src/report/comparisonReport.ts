/** What the report of a comparison is made from: several problems, each solved by several methods from several seeds. */
import type { StepRecord } from '@enkit/contracts';
import type { FitData, Quantity } from './fitData.ts';
import type { Provenance } from './runReport.ts';

/** Train and test value of one score. */
export interface TrainTest {
  readonly train: number;
  readonly test: number;
}

/** One run of one method. A run that failed has NaN (or null) scores and says why. */
export interface SeedResult {
  readonly seed: number;
  readonly rmse: TrainTest;
  readonly r2: TrainTest;
  readonly passes: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Share of test targets inside the central 90 % interval; only ensembles have one. */
  readonly coverage90?: number;
  /** Only of online runs: share of observations inside the interval forecast for them. */
  readonly coverageForecast?: number;
  /** Only of streams: mean test RMSE over the second half. */
  readonly rmseTestSecondHalf?: number;
  readonly failure?: string;
}

/** Test RMSE of one seed on the way, by forward passes spent. */
export interface Trajectory {
  readonly seed: number;
  readonly passes: ArrayLike<number>;
  readonly rmseTest: ArrayLike<number>;
}

export interface MethodResult {
  /** As in the experiment: 'eki', 'adam', ...; one method keeps its colour and its symbol over all problems. */
  readonly method: string;
  /** Settings in one line, such as "100 members, 50 steps". */
  readonly settings?: string;
  readonly seeds: readonly SeedResult[];
  readonly trajectories?: readonly Trajectory[];
  /** The fit of one seed, to look at. */
  readonly fit?: FitData;
  /** The steps of an ensemble method from that seed. */
  readonly steps?: readonly StepRecord[];
  readonly fitSeed?: number;
}

export interface ProblemComparison {
  readonly name: string;
  /** One sentence: data, model, noise. */
  readonly description?: string;
  readonly output: Quantity;
  readonly experimentText?: string;
  readonly methods: readonly MethodResult[];
}

export interface ComparisonReport {
  readonly title: string;
  readonly problems: readonly ProblemComparison[];
  readonly provenance: Provenance;
}
