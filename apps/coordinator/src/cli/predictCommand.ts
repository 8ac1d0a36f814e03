import type { Command } from 'commander';
import { openRun } from '@enkit/storage';
import { writeFile } from 'node:fs/promises';
import { predictRun, type Prediction } from '../run/predictRun.ts';
import { unwritableOutput } from './failure.ts';
import { withRunsOption } from './runsOption.ts';
import type { Terminal } from './terminal.ts';

interface PredictOptions {
  readonly inputs: string;
  readonly runs: string;
  readonly out?: string;
}

export function addPredictCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('predict')
    .summary('predict new points with the trained ensemble')
    .description(
      'Predicts the rows of a table with the trained ensemble: mean, standard deviation and the 5, 25, 50, 75 and 95 % quantiles of the members, as CSV.',
    )
    .argument('<run>', 'id or directory of a finished run')
    .requiredOption('--inputs <file>', 'CSV, JSON or NPY with the input columns of the experiment');
  withRunsOption(command)
    .option('--out <file>', 'write the CSV here instead of to stdout')
    .addHelpText(
      'after',
      '\nExample:\n  enkit predict runs/sine-20261124-101500-3fa2 --inputs new-points.csv --out predicted.csv',
    )
    .action((run: string, options: PredictOptions) => predict(run, options, terminal));
}

const COLLAPSED = 'the spread of this ensemble has collapsed: its quantiles say nothing of the error';

async function predict(run: string, { inputs, runs, out }: PredictOptions, terminal: Terminal): Promise<void> {
  const directory = await openRun(run, runs);
  const prediction = await predictRun(directory, inputs);
  if (directory.manifest.result?.collapsed) terminal.note(`warning ${COLLAPSED}`);
  for (const warning of prediction.warnings) terminal.note(`warning ${warning}`);
  const csv = toCsv(prediction);
  if (out === undefined) return terminal.print(csv);
  try {
    await writeFile(out, `${csv}\n`);
  } catch (error) {
    throw unwritableOutput(error, out);
  }
  terminal.note(`wrote ${out}`);
}

function toCsv({ columns, rows }: Prediction): string {
  return [columns.map(quoted).join(','), ...rows.map((row) => row.join(','))].join('\n');
}

function quoted(name: string): string {
  return /[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
