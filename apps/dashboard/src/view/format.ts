/** Numbers as the report prints them: three significant digits, a true minus sign, powers of ten, a dash for what is missing. */
import type { Value } from '../state/fit.ts';

export const MISSING = '–';
const SPACE = '\u00a0';
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

export function isNumber(value: Value | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** Minus sign and digit groups for a decimal literal. */
function typeset(literal: string): string {
  const [whole, fraction] = literal.replace('-', '\u2212').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** 10 to an integer power, such as 10⁻⁵. */
export function formatPowerOfTen(exponent: number): string {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]);
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** A measured value with `digits` significant digits; a dash if it is missing. */
export function formatNumber(value: Value | undefined, digits = 3): string {
  if (!isNumber(value)) return MISSING;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
    return `${typeset(mantissa)}${SPACE}×${SPACE}${formatPowerOfTen(Number(exponent))}`;
  }
  const literal = value.toPrecision(digits);
  return typeset(literal.includes('e') ? value.toFixed(0) : literal);
}

/** A count, with digit groups. */
export function formatCount(value: Value | undefined): string {
  return isNumber(value) ? typeset(value.toFixed(0)) : MISSING;
}

/** "1 member", "2 members". */
export function formatPlural(count: number, noun: string): string {
  return `${formatCount(count)}${SPACE}${noun}${count === 1 ? '' : 's'}`;
}

/** A share as a percentage; only exactly 1 is printed as 100 %. */
export function formatPercent(share: Value | undefined): string {
  if (!isNumber(share)) return MISSING;
  const rounded = (100 * share).toFixed(1);
  if (share < 1 && rounded === '100.0') return `>${SPACE}99.9${SPACE}%`;
  return `${typeset(rounded.replace(/\.0$/, ''))}${SPACE}%`;
}

/** A duration in the unit a reader would choose. */
export function formatSeconds(seconds: Value | undefined): string {
  if (!isNumber(seconds)) return MISSING;
  if (seconds > 0 && seconds < 0.1) return `${Math.max(1, Math.round(1000 * seconds))}${SPACE}ms`;
  if (seconds < 10) return `${typeset(seconds.toFixed(1))}${SPACE}s`;
  if (seconds < 120) return `${Math.round(seconds)}${SPACE}s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)}${SPACE}min`;
  if (seconds < 172_800) return `${typeset((seconds / 3600).toFixed(1))}${SPACE}h`;
  return `${typeset((seconds / 86_400).toFixed(1))}${SPACE}days`;
}

/** A rate: below ten with a decimal. */
export function formatRate(perSecond: Value | undefined): string {
  if (!isNumber(perSecond)) return MISSING;
  return perSecond > 0 && perSecond < 10 ? typeset(perSecond.toFixed(1)) : formatCount(perSecond);
}

/** Ticks of a linear axis, all with the same decimals. */
export function formatTicks(ticks: readonly number[]): string[] {
  const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : Math.abs(ticks[0] ?? 1);
  const largest = Math.max(step, ...ticks.map(Math.abs));
  if (largest >= 1e5 || largest < 1e-3) return ticks.map((tick) => formatNumber(tick, 2));
  const decimals = Math.max(0, -Math.floor(Math.log10(step || 1) + 1e-9));
  return ticks.map((tick) => tick.toFixed(decimals).replace('-', '\u2212'));
}

/** Ticks of a logarithmic axis: powers of ten, or what stands between them where there is room. */
export function formatLogTick(value: number): string {
  const exponent = Math.log10(value);
  const isPower = Math.abs(exponent - Math.round(exponent)) < 1e-9;
  if (isPower && (exponent < -2.5 || exponent > 4.5)) return formatPowerOfTen(Math.round(exponent));
  return formatNumber(value, 6)
    .replace(/(\.\d*?)0+(?!\d)/, '$1')
    .replace(/\.(?!\d)/, '');
}
