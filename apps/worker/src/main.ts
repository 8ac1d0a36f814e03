/** Entry point of the `enkit-worker` process. */
import { EnkitError, EXIT_CODES } from '@enkit/contracts';
import { createLogger } from '@enkit/telemetry';
import { CommanderError } from 'commander';
import { parseWorkerOptions } from './workerOptions.ts';
import { runWorker } from './runWorker.ts';

try {
  const options = await parseWorkerOptions(process.argv, process.env);
  process.exitCode = await runWorker(options);
} catch (error) {
  process.exitCode = report(error);
}
// Connections that a failed start left half open must not keep the process.
process.exit();

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODES.usage;
  const known = error instanceof EnkitError;
  const fields = known
    ? { code: error.code }
    : { code: 'INTERNAL', stack: error instanceof Error ? error.stack : undefined };
  createLogger({ fields: { role: 'worker' } }).fatal(fields, error instanceof Error ? error.message : String(error));
  return known ? error.exitCode : EXIT_CODES.internal;
}
