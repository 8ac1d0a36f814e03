/** Entry point of the `enkit` command. */
import { createProgram } from './cli/program.ts';
import { reportFailure } from './cli/failure.ts';
import { PROCESS_TERMINAL, endWithReader } from './cli/terminal.ts';
import { enkitVersion } from './run/provenance.ts';

endWithReader(process.stdout);
try {
  await createProgram(await enkitVersion(), PROCESS_TERMINAL).parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, (line) => PROCESS_TERMINAL.note(line));
}
