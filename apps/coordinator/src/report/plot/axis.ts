/** Axes: the domain of some values, round tick positions, and labels as a scientific text prints them. */
import type { Quantity } from '../fitData.ts';
import { formatNumber, formatPowerOfTen, formatSetting } from '../page/numberFormat.ts';
import { extentOf } from './series.ts';

export interface Axis {
  readonly type: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly label: string;
  readonly format: (value: number) => string;
}

export interface AxisOptions {
  /** About how many ticks fit. */
  readonly ticks?: number;
  /** Share of the range added at both ends. */
  readonly padding?: number;
}

const LONGEST_NAME = 48;

/** Ticks of a vertical axis that do not crowd in a drawing of some height. */
export function ticksInHeight(height: number): number {
  return Math.max(2, Math.min(6, Math.round((height - 72) / 30)));
}

/** "name (unit)", a long name cut. */
export function quantityLabel({ name, unit }: Quantity): string {
  const short = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
  return unit === undefined ? short : `${short} (${unit})`;
}

/** Largest of 1, 2, 5 times a power of ten that divides `range` into at least `count` parts (about). */
function roundStep(range: number, count: number): number {
  const raw = range / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= raw * 0.7) ?? 10;
  return factor * power;
}

function linearTicks([low, high]: readonly [number, number], count: number): number[] {
  const step = roundStep(high - low, count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.min(50, last - first + 1) }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

/** Labels of round numbers: all ticks of an axis with the same decimals. */
function tickFormat(ticks: readonly number[]): (value: number) => string {
  const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : Math.abs(ticks[0] ?? 1);
  const largest = Math.max(...ticks.map(Math.abs), step);
  if (largest >= 1e5 || largest < 1e-3) return (value) => formatNumber(value, 2);
  const decimals = Math.max(0, -Math.floor(Math.log10(step || 1) + 1e-9));
  return (value) => value.toFixed(decimals).replace('-', '\u2212');
}

/** Greatest size of a number on an axis: beyond it, differences (and on a logarithmic axis ratios) overflow. */
const LARGEST = 1e300;
const LARGEST_LOGARITHMIC = 1e140;

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** A domain with room at its ends, also for a single value. */
function padded([low, high]: readonly [number, number], padding: number): readonly [number, number] {
  const [least, most] = [clamp(low, -LARGEST, LARGEST), clamp(high, -LARGEST, LARGEST)];
  const margin = most - least > 1e-12 * Math.abs(least) ? padding * (most - least) : Math.abs(least) * 0.1 || 1;
  return [least - margin, most + margin];
}

/** A linear axis over the finite ones of some values (0 to 1 if there are none). */
export function linearAxis(label: string, values: readonly number[], options: AxisOptions = {}): Axis {
  const domain = padded(extentOf(values) ?? [0.05, 0.95], options.padding ?? 0.04);
  const ticks = linearTicks(domain, options.ticks ?? 5);
  return { type: 'linear', domain, ticks, label, format: tickFormat(ticks) };
}

/** An axis of counts: ticks at whole numbers, such as steps. */
export function countAxis(label: string, values: readonly number[], options: AxisOptions = {}): Axis {
  const axis = linearAxis(label, values, { padding: 0.01, ...options });
  const ticks = axis.ticks.filter((tick) => Number.isInteger(tick));
  return { ...axis, ticks, format: formatSetting };
}

/** Decade ticks; over many decades every second, third, ... */
function decadeTicks(first: number, last: number, count: number): number[] {
  const stride = Math.max(1, Math.ceil((last - first + 1) / Math.max(2, count)));
  const exponents = Array.from({ length: last - first + 1 }, (_, k) => first + k);
  return exponents.filter((exponent) => exponent % stride === 0).map((exponent) => 10 ** exponent);
}

function logTicks([low, high]: readonly [number, number], count: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const decades = Math.log10(high / low);
  if (decades > 2.2) return decadeTicks(first, last, count);
  // From 2 to 10, which holds 5 alone, is 0.7 decades.
  if (decades < 0.71) return linearTicks([low, high], count);
  const factors = decades > 1.4 ? [1, 3] : [1, 2, 5];
  const all = Array.from({ length: last - first + 2 }, (_, k) => first - 1 + k).flatMap((exponent) =>
    factors.map((factor) => Number((factor * 10 ** exponent).toPrecision(6))),
  );
  return all.filter((tick) => tick >= low && tick <= high);
}

function formatLogTick(value: number): string {
  const exponent = Math.log10(value);
  const isPower = Math.abs(exponent - Math.round(exponent)) < 1e-9;
  if (isPower && (exponent < -2.5 || exponent > 4.5)) return formatPowerOfTen(Math.round(exponent));
  return formatSetting(value);
}

/** A logarithmic axis over the positive ones of some values (0.1 to 1 if there are none). */
export function logAxis(label: string, values: readonly number[], options: AxisOptions = {}): Axis {
  const [least, most] = extentOf(values.filter((value) => value > 0)) ?? [0.1, 1];
  const [low, high] = [least, most].map((value) => clamp(value, 1 / LARGEST_LOGARITHMIC, LARGEST_LOGARITHMIC));
  const margin = Math.max(10 ** (Math.log10(high / low) * (options.padding ?? 0.05)), 1.08);
  const domain = [low / margin, high * margin] as const;
  return { type: 'log', domain, ticks: logTicks(domain, options.ticks ?? 5), label, format: formatLogTick };
}
