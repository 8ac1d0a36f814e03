import { listRuns, type ListedRun } from '@enkit/storage';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { basename } from 'node:path';
import { formatNumber, formatSeconds } from './format.ts';
import { PLAIN_TABLE } from './plainTable.ts';
import { withRunsOption } from './runsOption.ts';
import type { Terminal } from './terminal.ts';

export function addRunsCommand(program: Command, terminal: Terminal): void {
  withRunsOption(program.command('runs').summary('list runs, newest first'))
    .option('--json', 'one line of JSON a run', false)
    .addHelpText('after', '\nExamples:\n  enkit runs\n  enkit runs --runs /data/runs --json')
    .action((options: { runs: string; json: boolean }) => list(options, terminal));
}

async function list({ runs, json }: { runs: string; json: boolean }, terminal: Terminal): Promise<void> {
  const found = await listRuns(runs);
  if (json) return found.forEach((run) => terminal.print(JSON.stringify(summary(run))));
  if (found.length === 0) return terminal.note(`no runs in ${runs}`);
  const table = new Table({
    head: ['run', 'status', 'method', 'steps', 'RMSE train', 'RMSE test', 'time'],
    style: { head: [], border: [] },
    chars: PLAIN_TABLE,
  });
  for (const run of found) table.push(row(run));
  terminal.print(table.toString());
}

function row(run: ListedRun): string[] {
  if ('error' in run) return [basename(run.directory), run.error.code, '', '', '', '', ''];
  const { result } = run.manifest;
  const numbers = result
    ? [
        String(result.steps),
        formatNumber(result.rmse.train),
        formatNumber(result.rmse.test),
        formatSeconds(result.seconds),
      ]
    : ['', '', '', ''];
  return [run.manifest.run, run.manifest.status, result?.method ?? '', ...numbers];
}

function summary(run: ListedRun): object {
  if ('error' in run) return { directory: run.directory, error: run.error.code, message: run.error.message };
  const { run: id, status, createdAt, result } = run.manifest;
  return {
    run: id,
    directory: run.directory,
    status,
    createdAt,
    ...(result && { rmse: result.rmse, r2: result.r2, seconds: result.seconds }),
  };
}
