/**
 * The regression targets, as functions of the distance r = |x| (sine: of the signed x).
 * Mexican hat: the Ricker wavelet without its norming constant, (1 - r^2) exp(-r^2 / 2); sinc: sin(r) / r, 1 at 0.
 */

/** The value at one point, a row of nIn coordinates. */
export type TargetFunction = (point: Float64Array) => number;

export function sine(point: Float64Array): number {
  return Math.sin(point[0]);
}

export function cosine(point: Float64Array): number {
  return Math.cos(point[0]);
}

export function mexicanHat(point: Float64Array): number {
  const squared = distance(point) ** 2;
  return (1 - squared) * Math.exp(-squared / 2);
}

export function sinc(point: Float64Array): number {
  const r = distance(point);
  return r === 0 ? 1 : Math.sin(r) / r;
}

function distance(point: Float64Array): number {
  return point.length === 1 ? Math.abs(point[0]) : Math.hypot(...point);
}
