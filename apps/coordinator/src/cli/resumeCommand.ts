import { openRun } from '@enkit/storage';
import type { Command } from 'commander';
import { resumeRun } from '../run/resumeRun.ts';
import { followRun, withFollowOptions, type FollowOptions } from './followRun.ts';
import { parseCount } from './runOptions.ts';
import { withRunsOption } from './runsOption.ts';
import type { Terminal } from './terminal.ts';

interface ResumeOptions extends FollowOptions {
  readonly runs: string;
  readonly threads?: number;
  readonly batch?: number;
}

export function addResumeCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('resume')
    .summary('go on with a run that was stopped')
    .description(
      'Goes on with a run from its newest checkpoint. The result has the same bits as that of a run never stopped.',
    )
    .argument('<run>', 'id or directory of the run');
  withFollowOptions(withRunsOption(command))
    .option('--threads <n>', 'worker threads (default: those of the run)', parseCount)
    .option('--batch <n>', 'members of a batch for one thread', parseCount)
    .addHelpText('after', '\nExample:\n  enkit resume runs/sine-20261124-101500-3fa2')
    .action((run: string, options: ResumeOptions) => resume(run, options, terminal));
}

async function resume(run: string, options: ResumeOptions, terminal: Terminal): Promise<void> {
  const { threads, batch, runs } = options;
  const directory = await openRun(run, runs);
  await followRun(options, undefined, terminal, (hooks) =>
    resumeRun({ ...hooks, run: directory, evaluation: { threads, batch } }),
  );
}
