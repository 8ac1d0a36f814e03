/** Kinds of error and the exit code of each (as in sysexits.h where it has one). */
export const EXIT_CODES = {
  usage: 64,
  data: 65,
  noInput: 66,
  model: 69,
  internal: 70,
  output: 73,
  infrastructure: 75,
  run: 76,
  configuration: 78,
} as const;

export type ErrorKind = keyof typeof EXIT_CODES;

/** One entry of the registry. */
export interface ErrorDefinition {
  readonly kind: ErrorKind;
  /** Completes "This is said when ...". */
  readonly when: string;
  /** What the user does about it. */
  readonly advice: string;
}
