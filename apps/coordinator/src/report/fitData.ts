/**
 * What the report draws of one output of a trained model. Plain numbers in the data's own units; missing values are NaN
 * (or null, as JSON writes them). The regular grids are row-major in the second input: value[iy * x.length + ix].
 */

/** A name for an axis or a table head, and its unit where the data has one. */
export interface Quantity {
  readonly name: string;
  readonly unit?: string;
}

/** Observed targets and what the ensemble says of them, in one order. */
export interface PredictedPoints {
  readonly observed: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  /** 5 % and 95 % quantile of the ensemble. */
  readonly low?: ArrayLike<number>;
  readonly high?: ArrayLike<number>;
}

interface FitOfOutput {
  readonly output: Quantity;
  readonly train: PredictedPoints;
  /** May be empty. */
  readonly test: PredictedPoints;
}

/** One input: curves over a grid. */
export interface CurveFit extends FitOfOutput {
  readonly kind: 'curve';
  readonly input: Quantity;
  readonly grid: ArrayLike<number>;
  readonly truth?: ArrayLike<number>;
  readonly mean: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly parameterMean?: ArrayLike<number>;
  readonly bestMember?: ArrayLike<number>;
  /** A few members, each over the grid; only the live page draws them. */
  readonly members?: readonly ArrayLike<number>[];
  readonly training: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> };
}

/** Two inputs: fields over a regular grid. */
export interface SurfaceFit extends FitOfOutput {
  readonly kind: 'surface';
  readonly inputs: readonly [Quantity, Quantity];
  /** Ascending grid values of the two inputs. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly truth?: ArrayLike<number>;
  readonly mean: ArrayLike<number>;
  /** Standard deviation over the members. */
  readonly spread: ArrayLike<number>;
  readonly training: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> };
}

/** A stretch of a series: its times are ascending. */
export interface SeriesPart extends PredictedPoints {
  readonly time: ArrayLike<number>;
}

/** A series in time (decimal year) or in the index of an observation; the forecast came after the training data. */
export interface SeriesFit extends FitOfOutput {
  readonly kind: 'series';
  readonly input: Quantity;
  readonly train: SeriesPart;
  readonly test: SeriesPart;
}

/** More inputs than can be drawn: only observed against predicted. */
export interface PointsFit extends FitOfOutput {
  readonly kind: 'points';
}

export type FitData = CurveFit | SurfaceFit | SeriesFit | PointsFit;
