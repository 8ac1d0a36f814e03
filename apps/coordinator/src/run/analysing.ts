import { EnkitError } from '@enkit/contracts';
import { NumericsError } from '@enkit/numerics';

/** A numerical failure of the update as the error that a user is told; anything else as it is. */
export function asAnalysisError(error: unknown): unknown {
  if (!(error instanceof NumericsError)) return error;
  return new EnkitError('ANALYSIS_FAILED', { got: `${error.code} ${error.message}`, cause: error });
}
