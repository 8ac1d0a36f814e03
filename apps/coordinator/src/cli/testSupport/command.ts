/** The enkit command within the process of a test. */
import { createProgram } from '../program.ts';
import { reportFailure } from '../failure.ts';

export interface Said {
  readonly code: number;
  /** Lines of the result. */
  readonly lines: readonly string[];
  /** Everything else that was said. */
  readonly notes: string;
}

/** Runs `enkit WORDS`; failures are told and counted as for a user. */
export async function enkit(...words: readonly string[]): Promise<Said> {
  const lines: string[] = [];
  const notes: string[] = [];
  const note = (line: string): void => void notes.push(line);
  const terminal = { print: (line: string) => void lines.push(line), note, progress: process.stderr };
  const code = await createProgram('0.0.0', terminal)
    .parseAsync(words, { from: 'user' })
    .then(
      () => 0,
      (error: unknown) => reportFailure(error, note),
    );
  return { code, lines, notes: notes.join('\n') };
}
