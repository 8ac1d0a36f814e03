import type { Command } from 'commander';
import { fileURLToPath } from 'node:url';
import { compare } from './compareCommand.ts';
import { parseCount } from './runOptions.ts';
import type { Terminal } from './terminal.ts';

const EXPERIMENTS = ['sine', 'mexican-hat-1d', 'mexican-hat-2d'].map((name) =>
  fileURLToPath(new URL(`../../../../experiments/${name}.yaml`, import.meta.url)),
);
const METHODS = 'gradient-descent,adam,enkf,es-mda,eki';

export function addStartCommand(program: Command, terminal: Terminal): void {
  program
    .command('start')
    .summary('the tour: Sine and Mexican Hat by gradients and by ensembles')
    .description(
      'Trains the Sine and the Mexican Hat (1-D and 2-D) regressions by gradient descent, Adam, EnKF, ES-MDA and EKI and writes one report.',
    )
    .option('--seeds <n>', 'seeds per method', parseCount, 3)
    .option('--out <file>', 'the report', 'runs/start.html')
    .option('--quiet', 'no progress', false)
    .addHelpText('after', '\nExample:\n  enkit start --seeds 1 --out tour.html')
    .action((options: { seeds: number; out: string; quiet: boolean }) =>
      compare(EXPERIMENTS, { ...options, methods: METHODS, set: [], json: false }, terminal),
    );
}
