/** An experiment file from the command line, with everything that is wrong with it said at once. */
import { parseExperiment, readExperimentFile, type Experiment } from '@enkit/contracts';
import { dirname, resolve } from 'node:path';
import pc from 'picocolors';
import { SilentExit } from './failure.ts';
import type { Terminal } from './terminal.ts';

export interface LoadedExperiment {
  readonly experiment: Experiment;
  readonly text: string;
  /** Folder of the file. */
  readonly directory: string;
}

/** Prints every error and throws SilentExit when the file is not a valid experiment; prints warnings otherwise. */
export async function loadExperiment(
  file: string,
  overrides: readonly string[],
  terminal: Terminal,
): Promise<LoadedExperiment> {
  const bytes = await readExperimentFile(file);
  const parsed = parseExperiment(bytes, { file, overrides });
  if (parsed.status === 'invalid') {
    for (const error of parsed.errors) terminal.note(`${pc.red('error')} ${error.message}`);
    throw new SilentExit(parsed.errors[0].exitCode);
  }
  for (const warning of parsed.warnings) terminal.note(`${pc.yellow('warning')} ${warning}`);
  return {
    experiment: parsed.experiment,
    text: Buffer.from(bytes).toString('utf8'),
    directory: dirname(resolve(file)),
  };
}
