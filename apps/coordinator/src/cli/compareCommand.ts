import type { Command } from 'commander';
import { comparedMethods, COMPARED_METHODS, defaultMethods } from '../compare/comparedMethod.ts';
import { loadExperiment } from './loadExperiment.ts';
import {
  parseCount,
  toOverrides,
  withEvaluationOptions,
  withExperimentOptions,
  type ExperimentOptions,
} from './runOptions.ts';
import { runComparison } from './runComparison.ts';
import type { Terminal } from './terminal.ts';

export interface CompareOptions extends ExperimentOptions {
  readonly methods?: string;
  readonly seeds: number;
  readonly json: boolean;
  readonly quiet: boolean;
}

export function addCompareCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('compare')
    .summary('train by several methods and compare them')
    .description(
      'Trains the model of each experiment file by several methods from several seeds and writes one report with fits, costs and scores.',
    )
    .argument('<files...>', 'experiment files (YAML)');
  withEvaluationOptions(withExperimentOptions(command))
    .option('--methods <list>', `comma-separated, of ${COMPARED_METHODS.join(', ')} (default: those of the file)`)
    .option('--seeds <n>', 'seeds per method, from --seed or the seed of the file on', parseCount, 3)
    .option('--out <file>', 'the report (default: runs/compare-<name>.html)')
    .option('--json', 'the outcomes as one line of JSON on stdout', false)
    .option('--quiet', 'no progress', false)
    .addHelpText(
      'after',
      '\nExamples:\n  enkit compare experiments/sine.yaml\n  enkit compare experiments/cars-mpg.yaml --methods adam,levenberg-marquardt,eki --seeds 5',
    )
    .action((files: string[], options: CompareOptions) => compare(files, options, terminal));
}

export async function compare(files: readonly string[], options: CompareOptions, terminal: Terminal): Promise<void> {
  const loaded = [];
  for (const file of files) {
    const { experiment, text, directory } = await loadExperiment(file, toOverrides(options), terminal);
    const names = options.methods?.split(',').map((name) => name.trim()) ?? defaultMethods(experiment);
    loaded.push({ experiment, text, directory, methods: comparedMethods(names, experiment) });
  }
  await runComparison(loaded, options, terminal);
}
