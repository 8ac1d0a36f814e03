import { commentedExperiment, EnkitError } from '@enkit/contracts';
import type { Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import type { Terminal } from './terminal.ts';

export function addInitCommand(program: Command, terminal: Terminal): void {
  program
    .command('init')
    .summary('write a commented experiment file to start from')
    .argument('[file]', 'where to write it', 'experiment.yaml')
    .addHelpText('after', '\nExample:\n  enkit init my-experiment.yaml && enkit run my-experiment.yaml')
    .action((file: string) => init(file, terminal));
}

async function init(file: string, terminal: Terminal): Promise<void> {
  try {
    await writeFile(file, commentedExperiment(), { flag: 'wx' });
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new EnkitError(exists ? 'FILE_EXISTS' : 'OUTPUT_UNWRITABLE', {
      location: { file },
      got: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
  terminal.print(`wrote ${file}; run it with: enkit run ${file}`);
}
