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
