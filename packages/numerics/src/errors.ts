/** Thrown by the pure numerical code when an input cannot be computed with: nothing numerical fails silently. */
export class NumericsError extends Error {
  readonly code: NumericsErrorCode;
  constructor(code: NumericsErrorCode, message: string) {
    super(message);
    this.name = 'NumericsError';
    this.code = code;
  }
}

export type NumericsErrorCode =
  | 'NUM_SHAPE'
  | 'NUM_NONFINITE'
  | 'NUM_NOT_POSITIVE_DEFINITE'
  | 'NUM_BACKEND_UNAVAILABLE'
  | 'NUM_NO_CONVERGENCE'
  | 'NUM_MEMORY';
