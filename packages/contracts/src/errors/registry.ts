/**
 * The registry of every error a user can meet: a stable code, its kind (hence its exit code), when it is said and what
 * to do. docs/errors.md lists exactly these; a test compares the two.
 */
import { COMPUTATION_ERRORS } from './computationErrors.ts';
import { CONFIGURATION_ERRORS } from './configurationErrors.ts';
import type { ErrorDefinition } from './kinds.ts';
import { QUEUE_ERRORS } from './queueErrors.ts';
import { RUN_ERRORS } from './runErrors.ts';
import { STORAGE_ERRORS } from './storageErrors.ts';
import { UI_ERRORS } from './uiErrors.ts';

export const ERRORS = {
  ...CONFIGURATION_ERRORS,
  ...COMPUTATION_ERRORS,
  ...STORAGE_ERRORS,
  ...RUN_ERRORS,
  ...QUEUE_ERRORS,
  ...UI_ERRORS,
} as const;

export type ErrorCode = keyof typeof ERRORS;

export function errorDefinition(code: ErrorCode): ErrorDefinition {
  return ERRORS[code];
}
