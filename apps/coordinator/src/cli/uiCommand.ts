import { openRun } from '@enkit/storage';
import type { Command } from 'commander';
import { once } from 'node:events';
import { showDirectory } from '../ui/directoryPage.ts';
import { parsePort } from './metricsOptions.ts';
import { withRunsOption } from './runsOption.ts';
import type { Terminal } from './terminal.ts';
import { DEFAULT_UI_PORT, openPage, withUiAddress, type UiAddressOptions } from './uiOptions.ts';

interface UiOptions extends UiAddressOptions {
  readonly runs: string;
  readonly port: number;
}

export function addUiCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('ui')
    .summary('show the live page of a run')
    .description(
      'Serves the live page of a run from its directory: of a finished run, or of one that another process computes. Reads only; ends with Ctrl-C.',
    )
    .argument('<run>', 'id or directory of the run');
  withUiAddress(withRunsOption(command))
    .option('--port <port>', 'port of the page, 0 for any that is free', parsePort, DEFAULT_UI_PORT)
    .addHelpText('after', '\nExample:\n  enkit ui runs/sine-20261124-101500-3fa2')
    .action((run: string, options: UiOptions) => show(run, options, terminal));
}

async function show(name: string, options: UiOptions, terminal: Terminal): Promise<void> {
  const run = await openRun(name, options.runs);
  const page = await openPage(options.port, options, terminal);
  const stop = new AbortController();
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(() => stop.abort());
  try {
    terminal.note('Ctrl-C ends it');
    await showDirectory(run, page, stop.signal);
    await stopped;
  } finally {
    await page.close();
  }
}
