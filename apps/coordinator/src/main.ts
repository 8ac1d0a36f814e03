/** Entry point of the `enkit` command. */
import { createProgram } from './cli/program.ts';
import { reportFailure, unwritableOutput } from './cli/failure.ts';
import { PROCESS_TERMINAL, endWithReader, goOnWithoutReader } from './cli/terminal.ts';
import { enkitVersion } from './run/provenance.ts';

const tell = (line: string): void => PROCESS_TERMINAL.note(line);
goOnWithoutReader(process.stderr);
endWithReader(process.stdout, (error) => reportFailure(unwritableOutput(error, 'stdout'), tell));
try {
  await createProgram(await enkitVersion(), PROCESS_TERMINAL).parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, tell);
}
