import { machineMemory, sizeRun, type Experiment, type Fleet, type RunSizes, type RunSizing } from '@enkit/contracts';
import { BACKEND_NAMES, createBackend, selectBackend, type BackendName } from '@enkit/numerics';
import { queueLimits } from '@enkit/queue';
import type { Command } from 'commander';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import pc from 'picocolors';
import { createProblem } from '../problem/createProblem.ts';
import { problemSizes } from '../problem/problemSizes.ts';
import { enkitVersion } from '../run/provenance.ts';
import { bytesInFlightOf } from '../run/queueSettings.ts';
import { measureBackend, type BackendSpeed } from './backendSpeed.ts';
import { formatBytes, formatCount } from './format.ts';
import { loadExperiment } from './loadExperiment.ts';
import { backendOption, parseCount } from './runOptions.ts';
import type { Terminal } from './terminal.ts';

interface DoctorOptions extends Fleet {
  readonly backend?: BackendName;
  readonly json: boolean;
}

const EXAMPLES = `
Examples:
  enkit doctor
  enkit doctor experiments/mexican-hat-2d.yaml
  enkit doctor experiments/mexican-hat-2d.yaml --workers 50 --threads 4 --json`;

export function addDoctorCommand(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .summary('versions, backend in use and why, cores, and the memory a run will need')
    .description(
      'Says what this installation is, how fast its arithmetic is and, of an experiment, how much memory its run needs here, or on a cluster: coordinator, Redis, workers, bytes moved in a step, volume.',
    )
    .argument('[file]', 'experiment file: adds what its run needs')
    .option('--workers <n>', 'workers of the cluster', parseCount, 10)
    .option('--threads <n>', 'threads of one worker', parseCount, 2)
    .addOption(backendOption())
    .option('--json', 'one line of JSON, sizes in bytes', false)
    .addHelpText('after', EXAMPLES)
    .action((file: string | undefined, options: DoctorOptions) => doctor(file, options, terminal));
}

async function doctor(file: string | undefined, options: DoctorOptions, terminal: Terminal): Promise<void> {
  const installation = await examine(options.backend);
  const run = file === undefined ? undefined : await sizeFile(file, options, terminal);
  if (options.json) return terminal.print(JSON.stringify({ ...installation, ...(run && { run }) }));
  describeInstallation(installation, terminal);
  if (run) describeRun(run, terminal);
}

/** What `--json` prints. */
interface Installation {
  readonly enkit: string;
  readonly node: string;
  readonly v8: string;
  readonly cores: number;
  readonly processor: string;
  /** Bytes. */
  readonly memory: { readonly total: number; readonly free: number; readonly usable: number };
  readonly backend: {
    readonly name: string;
    readonly detail: string;
    readonly why: string;
    readonly gigaflops: BackendSpeed;
  };
  readonly otherBackends: readonly {
    readonly name: string;
    readonly available: boolean;
    readonly detail: string;
    readonly gigaflops?: BackendSpeed;
  }[];
}

async function examine(requested: BackendName | undefined): Promise<Installation> {
  const { backend, why } = selectBackend(requested);
  const { node, v8 } = process.versions;
  return {
    enkit: await enkitVersion(),
    node,
    v8,
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memory: { total: totalmem(), free: freemem(), usable: machineMemory() },
    backend: { name: backend.name, detail: backend.detail, why, gigaflops: measureBackend(backend) },
    otherBackends: BACKEND_NAMES.filter((other) => other !== backend.name).map(examineBackend),
  };
}

function examineBackend(name: BackendName): Installation['otherBackends'][number] {
  try {
    const backend = createBackend(name);
    return { name, available: true, detail: backend.detail, gigaflops: measureBackend(backend) };
  } catch (error) {
    return { name, available: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

function describeInstallation(
  { enkit, node, v8, cores, processor, memory, backend, otherBackends }: Installation,
  terminal: Terminal,
): void {
  terminal.print(`enkit     ${enkit}`);
  terminal.print(`node      ${node} (V8 ${v8})`);
  terminal.print(
    `machine   ${cores} cores (${processor}), ${formatBytes(memory.total)} of memory, ${formatBytes(memory.free)} free`,
  );
  terminal.print(`backend   ${backend.name}: ${backend.detail}; ${backend.why}`);
  terminal.print(`          ${describeSpeed(backend.gigaflops)}`);
  for (const { name, available, detail, gigaflops } of otherBackends) {
    terminal.print(`          ${name} is ${available ? '' : 'not '}available: ${detail}`);
    if (gigaflops) terminal.print(`          ${describeSpeed(gigaflops)}`);
  }
}

function describeSpeed({ double, single }: BackendSpeed): string {
  const rate = (gigaflops: number): string => `${gigaflops.toFixed(gigaflops < 10 ? 1 : 0)} GF/s`;
  return `  measured now on one thread: ${rate(double)} in double, ${rate(single)} in single precision`;
}

interface SizedRun extends RunSizing {
  readonly experiment: string;
  readonly members: number;
  readonly sizes: RunSizes;
  readonly fleet: Fleet;
}

async function sizeFile(file: string, { workers, threads }: Fleet, terminal: Terminal): Promise<SizedRun> {
  const { experiment, directory } = await loadExperiment(file, [], terminal);
  const problem = await createProblem(experiment, directory, createBackend('wasm'));
  return sizeExperiment(experiment, problemSizes(experiment, problem), { workers, threads });
}

function sizeExperiment(experiment: Experiment, sizes: RunSizes, fleet: Fleet): SizedRun {
  return {
    experiment: experiment.name,
    members: experiment.ensemble.size,
    sizes,
    fleet,
    ...sizeRun(experiment, sizes, fleet, queueLimits(bytesInFlightOf(experiment.evaluation))),
  };
}

function describeRun(run: SizedRun, terminal: Terminal): void {
  const { experiment, members, sizes, fleet, redis } = run;
  const { total, ...parts } = run.estimate;
  const line = (name: string, bytes: number, note = ''): void =>
    terminal.print(`  ${name.padEnd(17)} ${formatBytes(bytes)}${note}`);
  terminal.print(
    `\n${pc.bold(experiment)}: ${formatCount(members)} members x ${formatCount(sizes.parameters)} parameters, ${formatCount(sizes.observations)} observations in a step`,
  );
  terminal.print('held by the run');
  for (const [part, bytes] of Object.entries(parts)) line(part, bytes);
  line('total', total, ` of ${formatBytes(machineMemory())}`);
  terminal.print(`on a cluster of ${formatCount(fleet.workers)} workers with ${fleet.threads} threads`);
  line('coordinator', run.coordinator);
  line('Redis', redis.total, ' (its maxmemory; the container needs a quarter more)');
  line('one worker', run.worker, ` (all ${fleet.workers}: ${formatBytes(fleet.workers * run.worker)})`);
  line('moved in a step', run.movedPerStep, ` (${formatBytes(run.movedPerMonitoredStep)} with the test points)`);
  line('volume', run.volume);
}
