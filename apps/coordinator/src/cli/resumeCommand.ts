import { openRun } from '@enkit/storage';
import type { Command } from 'commander';
import { resumeRun } from '../run/resumeRun.ts';
import { createLiveProgress } from './liveProgress.ts';
import { commandLine } from './runCommand.ts';
import { parseCount } from './runOptions.ts';
import { withRunsOption } from './runsOption.ts';
import { showEnd } from './showResult.ts';
import { stopSignal } from './stopSignal.ts';
import type { Terminal } from './terminal.ts';

interface ResumeOptions {
  readonly runs: string;
  readonly threads?: number;
  readonly batch?: number;
  readonly json: boolean;
  readonly quiet: boolean;
}

export function addResumeCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('resume')
    .summary('go on with a run that was stopped')
    .description(
      'Goes on with a run from its newest checkpoint. The result has the same bits as that of a run never stopped.',
    )
    .argument('<run>', 'id or directory of the run');
  withRunsOption(command)
    .option('--threads <n>', 'worker threads (default: those of the run)', parseCount)
    .option('--batch <n>', 'members per batch', parseCount)
    .option('--json', 'end with the result as one line of JSON on stdout', false)
    .option('--quiet', 'no progress', false)
    .addHelpText('after', '\nExample:\n  enkit resume runs/sine-20261124-101500-3fa2')
    .action((run: string, options: ResumeOptions) => resume(run, options, terminal));
}

async function resume(run: string, options: ResumeOptions, terminal: Terminal): Promise<void> {
  const { threads, batch, json, quiet, runs } = options;
  const end = await resumeRun({
    run: await openRun(run, runs),
    evaluation: { threads, batch },
    command: commandLine(),
    listen: quiet ? () => undefined : createLiveProgress({ stream: terminal.progress }),
    signal: stopSignal(terminal),
  });
  showEnd(end, json, terminal);
}
