/**
 * The fit as the page draws it, one per output of the model. Grids are row-major in the second input:
 * value[iy * x.length + ix]. Missing values are null.
 */
export type Value = number | null;
export type Values = readonly Value[];

export interface Quantity {
  readonly name: string;
  readonly unit?: string;
}

/** Observed values and what the ensemble predicts of them: mean, 5 % and 95 % quantile. */
export interface PredictedPoints {
  readonly observed: Values;
  readonly predicted: Values;
  readonly low?: Values;
  readonly high?: Values;
}

interface FitOfOutput {
  readonly output: Quantity;
  readonly train: PredictedPoints;
  readonly test: PredictedPoints;
}

export interface CurveFit extends FitOfOutput {
  readonly kind: 'curve';
  readonly input: Quantity;
  readonly grid: Values;
  readonly truth?: Values;
  readonly mean: Values;
  readonly low: Values;
  readonly high: Values;
  /** A few members over the grid. */
  readonly members?: readonly Values[];
  readonly training: { readonly x: Values; readonly y: Values };
}

export interface SurfaceFit extends FitOfOutput {
  readonly kind: 'surface';
  readonly inputs: readonly [Quantity, Quantity];
  readonly x: Values;
  readonly y: Values;
  readonly truth?: Values;
  readonly mean: Values;
  readonly spread: Values;
  readonly training: { readonly x: Values; readonly y: Values };
}

export interface SeriesPart extends PredictedPoints {
  readonly time: Values;
}

export interface SeriesFit extends FitOfOutput {
  readonly kind: 'series';
  readonly input: Quantity;
  readonly train: SeriesPart;
  readonly test: SeriesPart;
}

export interface PointsFit extends FitOfOutput {
  readonly kind: 'points';
}

export type Fit = CurveFit | SurfaceFit | SeriesFit | PointsFit;
