/** Thrown by models, data sets and baselines when a setting or a table cannot be worked with. */
export class ModelError extends Error {
  readonly code: ModelErrorCode;
  readonly details: ModelErrorDetails;

  constructor(code: ModelErrorCode, details: ModelErrorDetails) {
    super(`${details.subject}: expected ${details.expected}; got ${details.got}; ${details.suggestion}`);
    this.name = 'ModelError';
    this.code = code;
    this.details = details;
  }
}

export type ModelErrorCode =
  | 'MODEL_SPECIFICATION'
  | 'MODEL_SHAPE'
  | 'DATA_SETTINGS'
  | 'DATA_SHAPE'
  | 'DATA_CELL'
  | 'BASELINE_SETTINGS'
  | 'BASELINE_DIVERGED'
  | 'BASELINE_DONE';

/** The parts of the message, so that a caller can name the place in its own terms. */
export interface ModelErrorDetails {
  /** What is wrong: a setting, a column, a matrix. */
  readonly subject: string;
  readonly expected: string;
  readonly got: string;
  /** What to do about it. */
  readonly suggestion: string;
}
