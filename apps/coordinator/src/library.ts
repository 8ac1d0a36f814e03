/**
 * EnKit as a library: the same run as the `enkit` command, with a forward function of the caller's own if need be.
 */
import type { EnsembleState } from '@enkit/assimilation';
import {
  EnkitError,
  experimentSchema,
  validateExperiment,
  type Experiment,
  type ExperimentInput,
  type RunResult,
  type StepRecord,
} from '@enkit/contracts';
import type { ForwardFunction } from '@enkit/evaluation';
import { createBackend, type Backend } from '@enkit/numerics';
import { randomBytes } from 'node:crypto';
import { assembleProblem, createProblem } from './problem/createProblem.ts';
import { namedParameters } from './problem/modelSpecification.ts';
import type { AssimilationProblem } from './problem/problem.ts';
import { createTrainingData } from './problem/trainingData.ts';
import type { RunListener } from './run/events.ts';
import { execute } from './run/execute.ts';
import { MEMORY_STORE } from './run/memoryStore.ts';
import { openSession } from './run/openSession.ts';
import { queueSettings, type QueueSettings } from './run/queueSettings.ts';
import { startRun } from './run/startRun.ts';

/** A parameter of a forward function with its Gaussian prior. */
export interface FunctionParameter {
  readonly name: string;
  /** Prior mean; default 0. */
  readonly mean?: number;
  /** Prior standard deviation, > 0. */
  readonly sd: number;
}

/** A forward model of the calling program, evaluated on its thread one member after the other. */
export interface FunctionModel {
  readonly parameters: readonly FunctionParameter[];
  readonly forward: ForwardFunction;
}

export interface RunOptions {
  /** As in an experiment file. `model` may be a function with its parameters. */
  readonly experiment: Omit<ExperimentInput, 'model'> & { readonly model: ExperimentInput['model'] | FunctionModel };
  /** Folder to which paths in the experiment are relative; default the working directory. */
  readonly directory?: string;
  /** Where to keep checkpoints, metrics, ensemble and report; nothing is kept when absent. */
  readonly out?: string;
  readonly onEvent?: RunListener;
  /** Ends the run after the step in hand. */
  readonly signal?: AbortSignal;
}

export interface RunOutcome {
  readonly result: RunResult;
  /** X, Ne x Nm member-major, in the experiment's ensemble.precision, and the members' ids. */
  readonly ensemble: Pick<EnsembleState, 'members' | 'parameters'>;
  readonly steps: readonly StepRecord[];
}

/**
 * Runs an experiment to its end. Throws EnkitError: a coded error for what is wrong with the experiment (the first of
 * them), the data, the model or the run; RUN_INTERRUPTED when `signal` ended it.
 */
export async function run(options: RunOptions): Promise<RunOutcome> {
  const { experiment, problem, forward } = await prepare(options);
  const listen = options.onEvent ?? (() => undefined);
  const signal = options.signal ?? new AbortController().signal;
  const redis = queueSettings(undefined, experiment.evaluation);
  const setup = { experiment, problem, forward, listen, signal, redis };
  return options.out === undefined
    ? runInMemory({ ...setup, run: redis ? uniqueId(experiment.name) : experiment.name })
    : runOnDisk({ ...options, ...setup, out: options.out });
}

/** Runs that share a Redis are told apart by their ids. */
function uniqueId(name: string): string {
  return `${name.slice(0, 50)}-${randomBytes(4).toString('hex')}`;
}

interface Prepared {
  readonly experiment: Experiment;
  readonly problem: AssimilationProblem;
  readonly forward: ForwardFunction | undefined;
}

async function prepare({ experiment: input, directory = process.cwd() }: RunOptions): Promise<Prepared> {
  const { model } = input;
  if (!('forward' in model)) {
    const experiment = checked({ ...input, model });
    return {
      experiment,
      problem: await createProblem(experiment, directory, backendOf(experiment)),
      forward: undefined,
    };
  }
  const parameters = model.parameters.map(({ mean = 0, ...rest }) => ({ mean, ...rest }));
  const experiment = checked({ ...input, model: { type: 'module', file: CALLING_PROGRAM, parameters } });
  const data = await createTrainingData(experiment, directory);
  const outputs = data.train.targets.columns;
  const parts = {
    model: { type: 'function', parameters: parameters.length, outputs } as const,
    ...namedParameters(parameters),
  };
  return {
    experiment,
    problem: assembleProblem(experiment, data, parts, backendOf(experiment)),
    forward: model.forward,
  };
}

/** Stands for the file of a model that is a function: it can be run by its program only. */
const CALLING_PROGRAM = 'function-of-the-calling-program';

/** The same checks, in the same words, as those of a file. */
function checked(input: ExperimentInput): Experiment {
  validateExperiment(JSON.stringify(input), { file: 'experiment' });
  return experimentSchema.parse(input);
}

function backendOf(experiment: Experiment): Backend {
  return createBackend(experiment.evaluation.backend ?? 'wasm');
}

async function runInMemory(
  setup: Prepared & { run: string; listen: RunListener; signal: AbortSignal; redis: QueueSettings | undefined },
): Promise<RunOutcome> {
  const open = await openSession({ ...setup, store: MEMORY_STORE });
  try {
    await open.ready();
    const execution = await execute(open.session);
    if (execution.kind === 'interrupted')
      throw new EnkitError('RUN_INTERRUPTED', { got: `step ${execution.state.ensemble.step}` });
    return { result: execution.result, ensemble: execution.state.ensemble, steps: execution.steps };
  } finally {
    await open.close();
  }
}

async function runOnDisk(
  setup: Prepared & {
    out: string;
    directory?: string;
    listen: RunListener;
    signal: AbortSignal;
    redis: QueueSettings | undefined;
  },
): Promise<RunOutcome> {
  const { experiment, directory = process.cwd() } = setup;
  const end = await startRun({
    ...setup,
    directory,
    experimentText: JSON.stringify(experiment, undefined, 2),
    command: `run({ out: '${setup.out}' })`,
  });
  if (end.kind === 'interrupted')
    throw new EnkitError('RUN_INTERRUPTED', { got: `step ${end.step}`, location: { file: end.directory } });
  return { result: end.result, ensemble: end.ensemble, steps: end.steps };
}
