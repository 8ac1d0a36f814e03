/**
 * How the fit came about: what moved, of a bounded number of steps, for the replay. When the frames hold too many
 * numbers, every second one goes.
 */
import type { Fit, Values } from './fit.ts';

/** The part of a fit that differs from step to step, by name of the field. */
export interface FitMotion {
  readonly values: Readonly<Record<string, Values>>;
  readonly train: Values;
  readonly test: Values;
  /** Observations of a curve: those of a stream come one by one. */
  readonly training?: { readonly x: Values; readonly y: Values };
}

export interface FitFrame {
  readonly step: number;
  readonly motions: readonly FitMotion[];
}

/** Numbers in all frames together. */
export const FRAME_VALUE_LIMIT = 60_000;

function movingValues(fit: Fit): Readonly<Record<string, Values>> {
  switch (fit.kind) {
    case 'curve':
      return { mean: fit.mean, low: fit.low, high: fit.high, ...(fit.truth && { truth: fit.truth }) };
    case 'surface':
      return { mean: fit.mean, spread: fit.spread };
    case 'series':
    case 'points':
      return {};
  }
}

function motionOf(fit: Fit): FitMotion {
  return {
    values: movingValues(fit),
    train: fit.train.predicted,
    test: fit.test.predicted,
    ...(fit.kind === 'curve' && { training: fit.training }),
  };
}

function size({ motions }: FitFrame): number {
  return motions
    .flatMap(({ values, train, test, training }) => [
      ...Object.values(values),
      train,
      test,
      training?.x ?? [],
      training?.y ?? [],
    ])
    .reduce((sum, { length }) => sum + length, 0);
}

function thinned(frames: readonly FitFrame[]): readonly FitFrame[] {
  const total = frames.reduce((sum, frame) => sum + size(frame), 0);
  if (total <= FRAME_VALUE_LIMIT || frames.length < 3) return frames;
  return thinned(frames.filter((_, k) => k % 2 === 0));
}

/** The frames with those of one more step. */
export function appendFrame(frames: readonly FitFrame[], step: number, fits: readonly Fit[]): readonly FitFrame[] {
  const earlier = frames.filter((frame) => frame.step < step);
  return thinned([...earlier, { step, motions: fits.map(motionOf) }]);
}

/** The fit as it was in a frame; quantiles of single points and single members were not kept. */
export function fitAt(fit: Fit, { values, train, test, training }: FitMotion): Fit {
  const parts = {
    train: { ...fit.train, predicted: train, low: [], high: [] },
    test: { ...fit.test, predicted: test, low: [], high: [] },
  };
  return { ...fit, ...values, ...parts, ...(training && { training, members: [] }) } as Fit;
}
