import { EnkitError } from '@enkit/contracts';
import { NumericsError } from '@enkit/numerics';

/** Runs a part of the analysis; throws ANALYSIS_FAILED where numbers cannot be computed with. */
export async function analysing<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NumericsError)) throw error;
    throw new EnkitError('ANALYSIS_FAILED', { got: `${error.code} ${error.message}`, cause: error });
  }
}
