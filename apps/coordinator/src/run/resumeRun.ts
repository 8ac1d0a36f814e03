/** Goes on with a run from its newest whole checkpoint; it ends with the bits of a run that was never stopped. */
import { EnkitError, experimentSchema } from '@enkit/contracts';
import { createBackend } from '@enkit/numerics';
import type { RunDirectory } from '@enkit/storage';
import { describeModelChange, restoreProblem } from '../problem/snapshot.ts';
import { fromCheckpoint } from './checkpointContent.ts';
import { createDirectoryStore } from './directoryStore.ts';
import { holding } from './holding.ts';
import { readDescription } from './readDescription.ts';
import { runInDirectory } from './runInDirectory.ts';
import type { RunEnd, StartOptions } from './startRun.ts';

export type ResumeOptions = Pick<
  StartOptions,
  'listen' | 'signal' | 'command' | 'redis' | 'onSession' | 'tracing' | 'onBatch'
> & {
  readonly run: RunDirectory;
  /** Settings of this session that do not change results, such as threads. */
  readonly evaluation?: { readonly threads?: number | undefined; readonly batch?: number | undefined };
};

/** Throws RUN_FINISHED for a run that has its result. */
export async function resumeRun(options: ResumeOptions): Promise<RunEnd> {
  const { run: directory } = options;
  if (directory.manifest.status === 'finished')
    throw new EnkitError('RUN_FINISHED', { location: { file: directory.path } });
  return holding(directory, () => goOn(options));
}

async function goOn(options: ResumeOptions): Promise<RunEnd> {
  const { run: directory, listen } = options;
  const stored = experimentSchema.parse(directory.manifest.experiment);
  const experiment = { ...stored, evaluation: { ...stored.evaluation, ...definedOnly(options.evaluation ?? {}) } };
  const backend = createBackend(experiment.evaluation.backend ?? 'wasm');
  const description = await readDescription(directory);
  const problem = await restoreProblem(experiment, description, await directory.readArrays(), backend);
  const change = describeModelChange(problem, description);
  if (change) listen({ type: 'warning', message: `${change}; the steps before were computed with the other model` });
  const checkpoint = await directory.latestCheckpoint();
  for (const rejected of checkpoint?.rejected ?? []) listen({ type: 'warning', message: rejected.message });
  await directory.truncateAfter(checkpoint?.step ?? 0);
  await directory.update({ status: 'running' });
  const store = createDirectoryStore(directory, listen, options.tracing?.tracer);
  const resumed = checkpoint && fromCheckpoint(checkpoint);
  const setup = { ...options, run: directory.run, experiment, problem, store, checkpointEpoch: resumed?.epoch };
  return runInDirectory(setup, directory, options.command, resumed);
}

function definedOnly<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Value;
}
