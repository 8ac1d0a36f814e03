/**
 * Numbers as a scientific text prints them: three significant digits, a true minus sign, powers of ten as such, a dash
 * for what is missing. Nothing is rounded up to a claim that the data does not make (1, 100 %).
 */
export type MaybeNumber = number | null | undefined;

export const MISSING = '–';
const SPACE = '\u00a0';
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Number.isFinite as a type guard; false for null, which JSON writes for NaN. */
export function isNumber(value: MaybeNumber): value is number {
  return Number.isFinite(value);
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

function formatScientific(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  return `${typeset(mantissa)}${SPACE}×${SPACE}${formatPowerOfTen(Number(exponent))}`;
}

/** A measured value with `digits` significant digits; '–' if missing or not finite. */
export function formatNumber(value: MaybeNumber, digits = 3): string {
  if (!isNumber(value)) return MISSING;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return formatScientific(value, digits);
  const literal = value.toPrecision(digits);
  return typeset(literal.includes('e') ? value.toFixed(0) : literal);
}

/** A number that was chosen, not measured: no trailing zeros. */
export function formatSetting(value: MaybeNumber): string {
  return formatNumber(value, 6)
    .replace(/(\.\d*?)0+(?!\d)/, '$1')
    .replace(/\.(?!\d)/, '');
}

/** A value with its unit, if it has one: "0.0123 ppm". */
export function formatMeasure(value: MaybeNumber, unit: string | undefined): string {
  const number = formatNumber(value);
  return unit === undefined || number === MISSING ? number : `${number}${SPACE}${unit}`;
}

/** A count: digit groups and no decimals; '–' if missing. */
export function formatCount(value: MaybeNumber): string {
  return isNumber(value) ? typeset(value.toFixed(0)) : MISSING;
}

/** "1 step", "2 steps". */
export function formatPlural(count: number, noun: string): string {
  return `${formatCount(count)}${SPACE}${noun}${count === 1 ? '' : 's'}`;
}

/** A share as a percentage with one decimal; only exactly 1 is printed as 100 %. */
export function formatPercent(share: MaybeNumber): string {
  if (!isNumber(share)) return MISSING;
  const rounded = (100 * share).toFixed(1);
  if (share < 1 && rounded === '100.0') return `>${SPACE}99.9${SPACE}%`;
  return `${typeset(rounded.replace(/\.0$/, ''))}${SPACE}%`;
}

/**
 * A coefficient of determination, cut (not rounded) with as many decimals as it takes to tell it from 1, at most six.
 */
export function formatR2(value: MaybeNumber): string {
  if (!isNumber(value)) return MISSING;
  if (value === 1) return '1';
  if (value < 0.99) return Math.abs(value) < 1e3 ? typeset(value.toFixed(3)) : formatNumber(value);
  if (value > 0.999999) return `>${SPACE}0.999999`;
  const decimals = Math.min(6, Math.ceil(-Math.log10(1 - value)) + 1);
  return (Math.floor(value * 10 ** decimals) / 10 ** decimals).toFixed(decimals);
}

/** A duration in the unit a reader would choose. */
export function formatSeconds(seconds: MaybeNumber): string {
  if (!isNumber(seconds)) return MISSING;
  if (seconds < 120) return `${formatNumber(seconds, 2)}${SPACE}s`;
  if (seconds < 7200) return `${formatNumber(seconds / 60, 2)}${SPACE}min`;
  return `${formatNumber(seconds / 3600)}${SPACE}h`;
}
