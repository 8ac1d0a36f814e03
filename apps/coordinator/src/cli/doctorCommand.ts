import { estimateMemory, type Experiment } from '@enkit/contracts';
import { BACKEND_NAMES, createBackend, selectBackend, type BackendName } from '@enkit/numerics';
import type { Command } from 'commander';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import pc from 'picocolors';
import { createProblem } from '../problem/createProblem.ts';
import { enkitVersion } from '../run/provenance.ts';
import { formatBytes, formatCount } from './format.ts';
import { loadExperiment } from './loadExperiment.ts';
import type { Terminal } from './terminal.ts';

export function addDoctorCommand(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .summary('versions, backend in use and why, cores, and the memory a run will need')
    .argument('[file]', 'experiment file: adds what its run needs')
    .addHelpText('after', '\nExamples:\n  enkit doctor\n  enkit doctor experiments/mexican-hat-2d.yaml')
    .action((file: string | undefined) => doctor(file, terminal));
}

async function doctor(file: string | undefined, terminal: Terminal): Promise<void> {
  const { backend, why } = selectBackend();
  terminal.print(`enkit     ${await enkitVersion()}`);
  terminal.print(`node      ${process.versions.node} (V8 ${process.versions.v8})`);
  terminal.print(
    `machine   ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${formatBytes(totalmem())} of memory, ${formatBytes(freemem())} free`,
  );
  terminal.print(`backend   ${backend.name}: ${backend.detail}; ${why}`);
  for (const name of BACKEND_NAMES.filter((other) => other !== backend.name))
    terminal.print(`          ${describeBackend(name)}`);
  if (file === undefined) return;
  const { experiment, directory } = await loadExperiment(file, [], terminal);
  await describeRun(experiment, directory, terminal);
}

function describeBackend(name: BackendName): string {
  try {
    return `${name} is available: ${createBackend(name).detail}`;
  } catch (error) {
    return `${name} is not available: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function describeRun(experiment: Experiment, directory: string, terminal: Terminal): Promise<void> {
  const problem = await createProblem(experiment, directory, createBackend('wasm'));
  const [parameters, observations] = [problem.prior.scale.length, problem.observations.values.length];
  terminal.print(
    `\n${pc.bold(experiment.name)}: ${formatCount(experiment.ensemble.size)} members x ${formatCount(parameters)} parameters, ${formatCount(observations)} observations`,
  );
  const { total, ...parts } = estimateMemory(experiment, { parameters, observations });
  for (const [part, bytes] of Object.entries(parts)) terminal.print(`  ${part.padEnd(14)} ${formatBytes(bytes)}`);
  terminal.print(`  ${'total'.padEnd(14)} ${formatBytes(total)} of ${formatBytes(totalmem())}`);
}
