/** The one place where the operating system's error numbers become errors of the registry. */
import { EnkitError, type ErrorCode } from '@enkit/contracts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** The error number's name, such as 'ENOENT', if the operating system raised the error. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('errno' in error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function coded(code: ErrorCode, error: unknown, path: string): EnkitError {
  return new EnkitError(code, { got: (error as Error).message, location: { file: path }, cause: error });
}

/** What a failure to write `path` is called; an error that no system call raised is given back as it is. */
function outputError(error: unknown, path: string): unknown {
  const errno = errnoOf(error);
  if (errno === undefined) return error;
  return coded(FULL.has(errno) ? 'DISK_FULL' : 'OUTPUT_UNWRITABLE', error, path);
}

/** Runs `action`; a failing system call becomes OUTPUT_UNWRITABLE or DISK_FULL. */
export async function writing<Result>(path: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw outputError(error, path);
  }
}

/** Runs `action`; an absent file becomes the code `whenAbsent`, any other failing system call INPUT_UNREADABLE. */
export async function reading<Result>(
  path: string,
  whenAbsent: ErrorCode,
  action: () => Promise<Result>,
): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    throw coded(errno === 'ENOENT' || errno === 'ENOTDIR' ? whenAbsent : 'INPUT_UNREADABLE', error, path);
  }
}
