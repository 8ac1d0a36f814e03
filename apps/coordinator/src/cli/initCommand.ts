import { commentedExperiment, EnkitError, experimentJsonSchema } from '@enkit/contracts';
import type { Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Terminal } from './terminal.ts';

export function addInitCommand(program: Command, terminal: Terminal): void {
  program
    .command('init')
    .summary('write a commented experiment file to start from')
    .description(
      'Writes a commented experiment file and, beside it, the JSON Schema by which editors complete and check it.',
    )
    .argument('[file]', 'where to write it', 'experiment.yaml')
    .addHelpText('after', '\nExample:\n  enkit init my-experiment.yaml && enkit run my-experiment.yaml')
    .action((file: string) => init(file, terminal));
}

const SCHEMA_FILE = 'experiment.schema.json';

async function init(file: string, terminal: Terminal): Promise<void> {
  await writeNew(file, commentedExperiment(`./${SCHEMA_FILE}`), 'wx');
  const schema = join(dirname(file), SCHEMA_FILE);
  await writeNew(schema, `${JSON.stringify(experimentJsonSchema(), undefined, 2)}\n`, 'w');
  terminal.print(`wrote ${file}, and ${schema} for your editor; run it with: enkit run ${file}`);
}

/** @param flag wx refuses to overwrite: an experiment is the user's; the schema is EnKit's. */
async function writeNew(file: string, text: string, flag: 'w' | 'wx'): Promise<void> {
  try {
    await writeFile(file, text, { flag });
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new EnkitError(exists ? 'FILE_EXISTS' : 'OUTPUT_UNWRITABLE', {
      location: { file },
      got: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}
