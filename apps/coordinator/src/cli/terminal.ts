/** Where a command writes: results on stdout, everything else on stderr, so that results can be piped. */
export interface Terminal {
  /** A line of the result. */
  print(line: string): void;
  /** A line about the work: progress, warnings, errors. */
  note(line: string): void;
  readonly progress: NodeJS.WriteStream;
}

export const PROCESS_TERMINAL: Terminal = {
  print: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
  progress: process.stderr,
};

/**
 * Ends the process quietly when the reader of its output has gone, as in `enkit runs | head`, and by `fail` when the
 * output cannot be written, as on a full disk.
 */
export function endWithReader(stream: NodeJS.WriteStream, fail: (error: NodeJS.ErrnoException) => number): void {
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : fail(error)));
}

/** Lets the work go on when nobody reads its progress any more: what is computed is worth more than what is told. */
export function goOnWithoutReader(stream: NodeJS.WriteStream): void {
  stream.on('error', () => undefined);
}
