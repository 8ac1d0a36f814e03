import { estimateMemory } from '@enkit/contracts';
import { createBackend } from '@enkit/numerics';
import type { Command } from 'commander';
import pc from 'picocolors';
import { createProblem } from '../problem/createProblem.ts';
import { problemSizes } from '../problem/problemSizes.ts';
import { formatBytes, formatCount } from './format.ts';
import { loadExperiment } from './loadExperiment.ts';
import { toOverrides, withExperimentOptions, type ExperimentOptions } from './runOptions.ts';
import type { Terminal } from './terminal.ts';

export function addValidateCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('validate')
    .summary('say everything that is wrong with an experiment file')
    .description(
      'Checks an experiment file and the data and model that it names, and says everything that is wrong with file, line, column and key. Runs nothing.',
    )
    .argument('<file>', 'experiment file (YAML)');
  withExperimentOptions(command)
    .addHelpText('after', '\nExample:\n  enkit validate experiments/sine.yaml')
    .action((file: string, options: ExperimentOptions) => validate(file, options, terminal));
}

async function validate(file: string, options: ExperimentOptions, terminal: Terminal): Promise<void> {
  const { experiment, directory } = await loadExperiment(file, toOverrides(options), terminal);
  const problem = await createProblem(experiment, directory, createBackend('wasm'));
  const sizes = problemSizes(experiment, problem);
  const memory = estimateMemory(experiment, sizes);
  const size = `${formatCount(experiment.ensemble.size)} members, ${formatCount(sizes.parameters)} parameters, ${formatCount(problem.observations.values.length)} observations`;
  terminal.print(
    `${pc.green('valid')} ${file}: ${experiment.method.type}, ${size}, about ${formatBytes(memory.total)} of memory`,
  );
}
