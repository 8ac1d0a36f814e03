/** Numbers for people. */
import type { NamedParameter } from '../members/namedParameter.ts';

/** Three significant digits, without exponent while that stays short; a dash for what is not a number. */
export function formatNumber(value: number | undefined, digits = 3): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e6 ? String(Number(value.toPrecision(digits))) : value.toExponential(digits - 1);
}

export function formatCount(value: number): string {
  return Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : '–';
}

export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return `${Number((bytes / 1024 ** power).toPrecision(3))} ${units[power]}`;
}

const PARAMETERS_SHOWN = 12;

/** "a = 1.23, b = -0.4", the first few of many. */
export function describeParameters(parameters: readonly NamedParameter[]): string {
  const all = parameters.flatMap(({ name, values }) =>
    values.map((value, k) => `${values.length === 1 ? name : `${name}[${k}]`} = ${formatNumber(value, 6)}`),
  );
  const more = all.length > PARAMETERS_SHOWN ? `, and ${all.length - PARAMETERS_SHOWN} more (all with --json)` : '';
  return all.slice(0, PARAMETERS_SHOWN).join(', ') + more;
}
