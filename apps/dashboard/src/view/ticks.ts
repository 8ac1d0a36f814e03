/** Round tick positions. */
import type { Extent } from './extent.ts';

/** Steps between the ticks of a linear axis: 1, 2 and 5 times a power of ten. */
export function roundSteps(least: number): number[] {
  const powers = Array.from({ length: 620 }, (_, k) => k - 310);
  return powers
    .flatMap((power) => [1, 2, 5].map((factor) => Number(`${factor}e${power}`)))
    .filter((step) => step >= least);
}

/** Ticks of a logarithmic axis: about `count`, at powers of ten where there are enough of them. */
export function logTicks([low, high]: Extent, count: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const decades = Math.log10(high / low);
  if (decades < 0.6) return linearTicks([low, high], count);
  if (decades <= 2.2) return betweenPowers([low, high], decades > 1.4 ? [1, 3] : [1, 2, 5]);
  const stride = Math.max(1, Math.ceil((last - first + 1) / Math.max(2, count)));
  const exponents = Array.from({ length: last - first + 1 }, (_, k) => first + k);
  return exponents.filter((exponent) => exponent % stride === 0).map((exponent) => 10 ** exponent);
}

function linearTicks([low, high]: Extent, count: number): number[] {
  const step = roundSteps((high - low) / Math.max(3, count))[0];
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

function betweenPowers([low, high]: Extent, factors: readonly number[]): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.floor(Math.log10(high))];
  const exponents = Array.from({ length: last - first + 1 }, (_, k) => first + k);
  return exponents
    .flatMap((exponent) => factors.map((factor) => Number((factor * 10 ** exponent).toPrecision(6))))
    .filter((tick) => tick >= low && tick <= high);
}
