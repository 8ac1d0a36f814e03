/**
 * What a thread answers. An error loses its class and its code on the way through a thread message, so a coded error
 * crosses as a value and is made again on the main side; only faults of the program are thrown across.
 */
import { EnkitError, ERRORS, type ErrorCode, type ErrorDetails } from '@enkit/contracts/errors';
import { ModelError, type ModelErrorCode, type ModelErrorDetails } from '@enkit/models';
import { NumericsError, type NumericsErrorCode } from '@enkit/numerics';

export type Answer<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'error'; readonly error: CodedError };

type CodedError =
  | { readonly from: 'numerics'; readonly code: NumericsErrorCode; readonly message: string }
  | { readonly from: 'models'; readonly code: ModelErrorCode; readonly details: ModelErrorDetails }
  | { readonly from: 'enkit'; readonly code: ErrorCode; readonly details: ErrorDetails };

/** Thread side: runs the work and answers with its value or its coded error. */
export async function answer<Value>(work: () => Promise<Value>): Promise<Answer<Value>> {
  try {
    return { kind: 'value', value: await work() };
  } catch (error) {
    const coded = encode(error);
    if (coded) return { kind: 'error', error: coded };
    throw error;
  }
}

/** Main side: the value, or the error thrown again as what it was. */
export function valueOf<Value>(answered: Answer<Value>): Value {
  if (answered.kind === 'value') return answered.value;
  throw decode(answered.error);
}

function encode(error: unknown): CodedError | undefined {
  if (error instanceof NumericsError) return { from: 'numerics', code: error.code, message: error.message };
  if (error instanceof ModelError) return { from: 'models', code: error.code, details: error.details };
  if (!(error instanceof EnkitError) || !(error.code in ERRORS)) return undefined;
  const { cause: _cause, ...details } = error.details;
  return { from: 'enkit', code: error.code, details };
}

function decode(error: CodedError): Error {
  switch (error.from) {
    case 'numerics':
      return new NumericsError(error.code, error.message);
    case 'models':
      return new ModelError(error.code, error.details);
    case 'enkit':
      return new EnkitError(error.code, error.details);
  }
}
