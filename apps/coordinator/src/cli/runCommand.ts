import { EnkitError, experimentSchema, type Experiment } from '@enkit/contracts';
import { openRun, type RunDirectory } from '@enkit/storage';
import type { Command } from 'commander';
import { isDeepStrictEqual } from 'node:util';
import { resumeRun } from '../run/resumeRun.ts';
import { startRun } from '../run/startRun.ts';
import { followRun, withFollowOptions, type FollowOptions } from './followRun.ts';
import { loadExperiment, type LoadedExperiment } from './loadExperiment.ts';
import { toOverrides, withEvaluationOptions, withExperimentOptions, type ExperimentOptions } from './runOptions.ts';
import { showResult } from './showResult.ts';
import type { Terminal } from './terminal.ts';

interface RunOptions extends ExperimentOptions, FollowOptions {
  readonly runId?: string;
  readonly resume: boolean;
}

export function addRunCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('run')
    .summary('train the model of an experiment file')
    .description(
      'Trains the model of an experiment file and leaves a run directory with checkpoints, metrics, ensemble and report.',
    )
    .argument('<file>', 'experiment file (YAML)');
  withFollowOptions(withEvaluationOptions(withExperimentOptions(command)))
    .option('--out <directory>', 'the run directory itself (default: runs/<name>-<time>-<id>)')
    .option('--run-id <id>', 'id of the run (default: made from the name and the time)')
    .option('--resume', 'go on with the run of --out or --run-id if it is there, instead of refusing', false)
    .addHelpText('after', EXAMPLES)
    .action((file: string, options: RunOptions) => run(file, options, terminal));
}

const EXAMPLES = `
Examples:
  enkit run experiments/sine.yaml
  enkit run experiments/sine.yaml --seed 7 --set ensemble.size=200
  enkit run experiments/sine.yaml --threads 1 --json | tail -n 1
  enkit run experiments/sine.yaml --redis redis://127.0.0.1:6379`;

async function run(file: string, options: RunOptions, terminal: Terminal): Promise<void> {
  const loaded = await loadExperiment(file, toOverrides(options), terminal);
  const existing = options.resume ? await existingRun(loaded, options) : undefined;
  const { evaluation } = loaded.experiment;
  const result = existing?.manifest.result;
  if (result) return showResult(result, options.json, terminal);
  await followRun(options, evaluation, terminal, (hooks) =>
    existing
      ? resumeRun({ ...hooks, run: existing, evaluation: { threads: options.threads, batch: options.batch } })
      : startRun({
          ...hooks,
          experiment: loaded.experiment,
          experimentText: loaded.text,
          directory: loaded.directory,
          run: options.runId,
          out: options.out,
        }),
  );
}

/** The run that the options name, if it has begun before. */
async function existingRun(
  { experiment }: LoadedExperiment,
  { out, runId }: RunOptions,
): Promise<RunDirectory | undefined> {
  const named = out ?? runId;
  if (named === undefined) {
    const expected = '--out or --run-id, to know which run to go on with';
    throw new EnkitError('USAGE', { location: { file: '--resume' }, expected, got: 'neither' });
  }
  try {
    const run = await openRun(named, experiment.outputs.directory);
    assertSameExperiment(experiment, run);
    return run;
  } catch (error) {
    if (error instanceof EnkitError && error.code === 'RUN_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Sections that decide the result; where and how members are evaluated may change between sessions. */
const DECISIVE = ['data', 'model', 'method', 'ensemble'] as const;

/** Throws RUN_MISMATCH, naming the sections, when the run began with other settings. */
function assertSameExperiment(experiment: Experiment, { manifest, path }: RunDirectory): void {
  const before = experimentSchema.parse(manifest.experiment);
  const differing = DECISIVE.filter((section) => !isDeepStrictEqual(before[section], experiment[section]));
  if (differing.length === 0) return;
  throw new EnkitError('RUN_MISMATCH', {
    location: { file: path },
    expected: 'the experiment that the run began with',
    got: `another ${differing.join(', ')} section`,
  });
}
