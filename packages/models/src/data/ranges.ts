/** Checks that the generators and the split share. */
import { ModelError } from '../errors.ts';

function settingError(subject: string, expected: string, got: number, suggestion: string): ModelError {
  return new ModelError('DATA_SETTINGS', { subject, expected, got: String(got), suggestion });
}

/** Throws DATA_SETTINGS unless `value` is a positive integer. */
export function assertCount(subject: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw settingError(subject, 'a positive integer', value, 'give a whole number of points');
}

/** Throws DATA_SETTINGS unless `value` is finite and above zero. */
export function assertPositive(subject: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw settingError(subject, 'a positive number', value, 'leave it out for the default');
}

/** Throws DATA_SETTINGS unless `value` is finite and not negative. */
export function assertNoise(value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw settingError('noise', 'a standard deviation, 0 or more', value, 'use 0 for exact targets');
}
