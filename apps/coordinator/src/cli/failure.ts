/** What the terminal says, and what the shell is told, when a command fails. */
import { EnkitError, errorDefinition, EXIT_CODES } from '@enkit/contracts';
import { ModelError } from '@enkit/models';
import { NumericsError } from '@enkit/numerics';
import { CommanderError } from 'commander';
import pc from 'picocolors';

/** Thrown when the message is already on the terminal. */
export class SilentExit extends Error {
  readonly exitCode: number;
  constructor(exitCode: number) {
    super(`exit ${exitCode}`);
    this.name = 'SilentExit';
    this.exitCode = exitCode;
  }
}

/** Exit code of a run that SIGINT or SIGTERM stopped, as shells have it. */
export const INTERRUPTED_EXIT_CODE = 130;

/** Prints one error, without a stack trace for what a user can mend, and gives its exit code. */
export function reportFailure(error: unknown, write: (line: string) => void): number {
  if (error instanceof SilentExit) return error.exitCode;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODES.usage;
  if (error instanceof EnkitError) return say(error.message, error.exitCode, write);
  if (error instanceof ModelError || error instanceof NumericsError) {
    return say(`${error.code}: ${error.message}`, EXIT_CODES[errorDefinition(error.code).kind], write);
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return say(
    `INTERNAL: this is a fault of EnKit, please report it with the lines below\n${text}`,
    EXIT_CODES.internal,
    write,
  );
}

/** Code of a failure that a user can mend; undefined for a fault of EnKit. */
export function codeOfFailure(error: unknown): string | undefined {
  const isCoded = error instanceof EnkitError || error instanceof ModelError || error instanceof NumericsError;
  return isCoded ? error.code : undefined;
}

/** What a failure to write `file` is called. */
export function unwritableOutput(error: unknown, file: string): EnkitError {
  const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
  return new EnkitError(isFull ? 'DISK_FULL' : 'OUTPUT_UNWRITABLE', {
    location: { file },
    expected: 'a place that can be written to',
    got: error instanceof Error ? error.message : String(error),
    cause: error,
  });
}

function say(message: string, exitCode: number, write: (line: string) => void): number {
  write(`${pc.red('error')} ${message}`);
  return exitCode;
}
