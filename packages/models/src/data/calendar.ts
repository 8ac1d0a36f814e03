/** Dates of the proleptic Gregorian calendar as numbers, in UTC. */

const DATE = /^(\d{4})-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?Z?)?)?$/;

/**
 * The year and the part of it that has passed (0 to 1), of 'YYYY-MM-DD', 'YYYY-MM' (the month's first day) or
 * 'YYYY-MM-DDTHH:MM[:SS[.s]][Z]'. Undefined for anything else and for dates that do not exist.
 */
export function parseYearFraction(text: string): { year: number; fraction: number } | undefined {
  const match = DATE.exec(text.trim());
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((k) => Number(match[k] ?? (k === 3 ? 1 : 0)));
  const midnight = startOfDay(year, month, day);
  if (!isSameDay(midnight, month, day) || hour > 23 || minute > 59 || second >= 60) return undefined;
  const [start, end] = [startOfDay(year, 1, 1), startOfDay(year + 1, 1, 1)];
  const time = midnight + ((hour * 60 + minute) * 60 + second) * 1000;
  return { year, fraction: (time - start) / (end - start) };
}

/** Milliseconds; `setUTCFullYear`, because `Date.UTC` takes the years 0 to 99 for 1900 to 1999. */
function startOfDay(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

/** False where the calendar has carried over, as from 30 February. */
function isSameDay(time: number, month: number, day: number): boolean {
  const date = new Date(time);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
