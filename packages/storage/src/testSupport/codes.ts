/** For tests: the code of the registered error that something fails with, or what happened instead. */
import { EnkitError } from '@enkit/contracts';

export function codeOf(action: () => unknown): string {
  try {
    action();
    return 'no error';
  } catch (error) {
    return error instanceof EnkitError ? error.code : String(error);
  }
}

export async function rejectionOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof EnkitError ? error.code : String(error)),
  );
}
