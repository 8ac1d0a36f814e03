/** A fit on its way from one step to the next. */
import type { CurveFit, Fit, PredictedPoints, SurfaceFit, Values } from '../state/fit.ts';
import { isNumber } from './format.ts';

/** Share of the way after a share of the time: fast first, then gently. */
export function easeOut(time: number): number {
  return 1 - (1 - time) ** 3;
}

function between(from: Values | undefined, to: Values, share: number): Values {
  if (from?.length !== to.length) return to;
  return to.map((value, k) => {
    const start = from[k];
    return isNumber(start) && isNumber(value) ? start + (value - start) * share : value;
  });
}

function curveBetween(from: CurveFit, to: CurveFit, share: number): CurveFit {
  const members = to.members?.map((values, k) => between(from.members?.[k], values, share));
  return {
    ...to,
    mean: between(from.mean, to.mean, share),
    low: between(from.low, to.low, share),
    high: between(from.high, to.high, share),
    ...(to.truth && { truth: between(from.truth, to.truth, share) }),
    ...(members && { members }),
  };
}

function surfaceBetween(from: SurfaceFit, to: SurfaceFit, share: number): SurfaceFit {
  return { ...to, mean: between(from.mean, to.mean, share), spread: between(from.spread, to.spread, share) };
}

function pointsBetween<Points extends PredictedPoints>(from: Points, to: Points, share: number): Points {
  return { ...to, predicted: between(from.predicted, to.predicted, share) };
}

/** @param share 0 is `from`, 1 is `to` */
export function fitBetween(from: Fit | undefined, to: Fit, share: number): Fit {
  if (share >= 1 || from?.kind !== to.kind) return to;
  if (from.kind === 'curve' && to.kind === 'curve') return curveBetween(from, to, share);
  if (from.kind === 'surface' && to.kind === 'surface') return surfaceBetween(from, to, share);
  if (from.kind === 'series' && to.kind === 'series') return { ...to, test: pointsBetween(from.test, to.test, share) };
  if (to.kind !== 'points') return to;
  return { ...to, train: pointsBetween(from.train, to.train, share), test: pointsBetween(from.test, to.test, share) };
}

/** Whether a fit changes by more than numbers: then there is no way between them. */
export function isSameShape(from: Fit | undefined, to: Fit): boolean {
  return from?.kind === to.kind && from.output.name === to.output.name;
}
