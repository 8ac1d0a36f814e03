import type { Command } from 'commander';
import { startRun } from '../run/startRun.ts';
import { createLiveProgress } from './liveProgress.ts';
import { loadExperiment } from './loadExperiment.ts';
import { toOverrides, withEvaluationOptions, withExperimentOptions, type ExperimentOptions } from './runOptions.ts';
import { showEnd } from './showResult.ts';
import { stopSignal } from './stopSignal.ts';
import type { Terminal } from './terminal.ts';

interface RunOptions extends ExperimentOptions {
  readonly runId?: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

export function addRunCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('run')
    .summary('train the model of an experiment file')
    .description(
      'Trains the model of an experiment file and leaves a run directory with checkpoints, metrics, ensemble and report.',
    )
    .argument('<file>', 'experiment file (YAML)');
  withEvaluationOptions(withExperimentOptions(command))
    .option('--out <directory>', 'the run directory itself (default: runs/<name>-<time>-<id>)')
    .option('--run-id <id>', 'id of the run (default: made from the name and the time)')
    .option('--json', 'end with the result as one line of JSON on stdout', false)
    .option('--quiet', 'no progress', false)
    .addHelpText('after', EXAMPLES)
    .action((file: string, options: RunOptions) => run(file, options, terminal));
}

const EXAMPLES = `
Examples:
  enkit run experiments/sine.yaml
  enkit run experiments/sine.yaml --seed 7 --set ensemble.size=200
  enkit run experiments/sine.yaml --threads 1 --json | tail -n 1`;

async function run(file: string, options: RunOptions, terminal: Terminal): Promise<void> {
  const { experiment, text, directory } = await loadExperiment(file, toOverrides(options), terminal);
  const end = await startRun({
    experiment,
    experimentText: text,
    directory,
    run: options.runId,
    out: options.out,
    command: commandLine(),
    listen: options.quiet ? () => undefined : createLiveProgress({ stream: terminal.progress }),
    signal: stopSignal(terminal),
  });
  showEnd(end, options.json, terminal);
}

/** What the user typed, for the report. */
export function commandLine(): string {
  return ['enkit', ...process.argv.slice(2)]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
