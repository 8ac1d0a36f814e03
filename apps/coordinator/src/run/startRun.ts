/** Begins a run: problem, directory, session, execution, results. The one door for the command, the library and tests. */
import type { EnsembleState } from '@enkit/assimilation';
import type { Experiment, RunResult, StepRecord } from '@enkit/contracts';
import type { ForwardFunction } from '@enkit/evaluation';
import { createBackend } from '@enkit/numerics';
import { checkRedisSettings, redactRedisUrl, type BatchEnd } from '@enkit/queue';
import { createRun, type RunDirectory } from '@enkit/storage';
import type { Tracing } from '@enkit/telemetry';
import { createProblem } from '../problem/createProblem.ts';
import type { AssimilationProblem } from '../problem/problem.ts';
import { describeProblem, PROBLEM_FILE, snapshotArrays } from '../problem/snapshot.ts';
import { createDirectoryStore } from './directoryStore.ts';
import type { RunListener } from './events.ts';
import { holding } from './holding.ts';
import { describeProvenance } from './provenance.ts';
import type { QueueSettings } from './queueSettings.ts';
import { runInDirectory } from './runInDirectory.ts';
import type { Session } from './session.ts';

export interface StartOptions {
  readonly experiment: Experiment;
  readonly experimentText: string;
  /** Folder to which the experiment's paths are relative. */
  readonly directory: string;
  /** Id of the run; made up from the name and the time when absent. */
  readonly run?: string | undefined;
  /** The run's own directory, instead of one below experiment.outputs.directory. */
  readonly out?: string | undefined;
  readonly command: string;
  /** Workers evaluate the members, through this Redis. */
  readonly redis?: QueueSettings | undefined;
  /** Told when the session is open, for those that watch its queue. */
  readonly onSession?: ((session: Session) => void) | undefined;
  readonly listen: RunListener;
  readonly signal: AbortSignal;
  /** The problem, if the caller has made it already (the library with a function of its own). */
  readonly problem?: AssimilationProblem | undefined;
  readonly forward?: ForwardFunction | undefined;
  readonly tracing?: Tracing | undefined;
  /** Told the end of each batch that is evaluated in this process. */
  readonly onBatch?: ((end: BatchEnd) => void) | undefined;
}

/** How a run ended. */
export type RunEnd =
  | {
      readonly kind: 'finished';
      readonly result: RunResult;
      readonly directory: string;
      readonly ensemble: EnsembleState;
      readonly steps: readonly StepRecord[];
    }
  | { readonly kind: 'interrupted'; readonly run: string; readonly step: number; readonly directory: string };

export async function startRun(options: StartOptions): Promise<RunEnd> {
  const { experiment, listen } = options;
  const backend = createBackend(experiment.evaluation.backend ?? 'wasm');
  const problem = options.problem ?? (await createProblem(experiment, options.directory, backend));
  if (options.redis) checkRedisSettings(options.redis.settings);
  const directory = await createDirectory(options, backend.name);
  const store = createDirectoryStore(directory, listen, options.tracing?.tracer);
  return holding(directory, async () => {
    await directory.writeArrays(snapshotArrays(problem));
    await directory.writeText(PROBLEM_FILE, describeProblem(problem, options.directory));
    return runInDirectory({ ...options, run: directory.run, problem, store }, directory, options.command);
  });
}

async function createDirectory(options: StartOptions, backend: string): Promise<RunDirectory> {
  const { experiment, experimentText } = options;
  return createRun({
    root: experiment.outputs.directory,
    name: experiment.name,
    run: options.run,
    directory: options.out,
    manifest: {
      experiment: withoutQueue(experiment),
      experimentText: redactLines(experimentText),
      ...(await describeProvenance(experiment, backend)),
    },
  });
}

/** Line by line: an "@" further down in the file is not the end of an address. */
function redactLines(text: string): string {
  return text
    .split('\n')
    .map((line) => redactRedisUrl(line))
    .join('\n');
}

/** Where members are evaluated does not change a result, and the address of a Redis may hold a password. */
function withoutQueue(experiment: Experiment): Experiment {
  const { queue: _queue, ...evaluation } = experiment.evaluation;
  return { ...experiment, evaluation };
}
