/**
 * The fit of a run from its directory: the final ensemble, or the newest checkpoint while there is none, evaluated by one
 * thread on as many points and members as a screen shows.
 */
import { EnkitError, experimentSchema, type EvaluationContext } from '@enkit/contracts';
import { createForwardPool, type ForwardPool } from '@enkit/evaluation';
import { selectPoints } from '@enkit/models';
import { createBackend, createSharedMatrix, rowOf, selectRows, type AnyMatrix, type Matrix } from '@enkit/numerics';
import type { RunDirectory } from '@enkit/storage';
import { buildLiveFits, noPredictions } from '../fit/liveFits.ts';
import { screenPoints } from '../fit/screenPoints.ts';
import type { AssimilationProblem } from '../problem/problem.ts';
import { restoreProblem } from '../problem/snapshot.ts';
import type { FitData } from '../report/fitData.ts';
import { evenIndices } from '../report/plot/series.ts';
import { arrivesInOrder } from '../run/openSession.ts';
import { readDescription } from '../run/readDescription.ts';

export interface DrawnFits {
  readonly step: number;
  readonly fits: readonly FitData[];
  /** Nm and Nd. */
  readonly parameters: number;
  readonly observations: number;
}

export interface StoredFits {
  /** Starts the thread. */
  ready(): Promise<void>;
  /** The fits of the newest ensemble; undefined if there is none, or no newer one than the last time. */
  draw(run: RunDirectory, signal: AbortSignal): Promise<DrawnFits | undefined>;
  /** The next call draws whatever there is. */
  forget(): void;
  close(): Promise<void>;
}

const POINT_LIMIT = 400;
const MEMBER_LIMIT = 500;

interface StoredEnsemble {
  readonly step: number;
  readonly isFinal: boolean;
  readonly parameters: AnyMatrix;
}

interface StoredProblem {
  readonly problem: AssimilationProblem;
  /** Its points are those that are shown. */
  readonly context: EvaluationContext;
  readonly shown: Readonly<Record<'train' | 'test', Uint32Array>>;
  /** Steps of a stream bring so many observations. */
  readonly batch: number | undefined;
}

export function createStoredFits(): StoredFits {
  const pool = createForwardPool({ threads: 1 });
  let restored: Promise<StoredProblem> | undefined;
  let drawn = '';
  return {
    ready: () => pool.ready('wasm'),
    async draw(run, signal) {
      const ensemble = await newestEnsemble(run, drawn);
      if (!ensemble) return undefined;
      drawn = mark(ensemble.step, ensemble.isFinal);
      restored ??= restore(run);
      const stored = await restored;
      return {
        step: ensemble.step,
        fits: await evaluateFits(stored, ensemble, pool, signal),
        parameters: ensemble.parameters.columns,
        observations: stored.problem.observations.values.length,
      };
    },
    forget() {
      drawn = '';
    },
    close: () => pool.close(),
  };
}

function mark(step: number, isFinal: boolean): string {
  return `${step} ${isFinal ? 'final' : 'checkpoint'}`;
}

/** Undefined when it is the one that was drawn before, by its mark. */
async function newestEnsemble(run: RunDirectory, drawn: string): Promise<StoredEnsemble | undefined> {
  const { result } = run.manifest;
  if (result) {
    if (drawn === mark(result.steps, true)) return undefined;
    return { step: result.steps, isFinal: true, parameters: await run.readEnsemble() };
  }
  const checkpoint = await run.latestCheckpoint();
  if (!checkpoint || drawn === mark(checkpoint.step, false)) return undefined;
  return { step: checkpoint.step, isFinal: false, parameters: checkpoint.arrays['parameters'] };
}

async function restore(run: RunDirectory): Promise<StoredProblem> {
  const experiment = experimentSchema.parse(run.manifest.experiment);
  const backend = createBackend(experiment.evaluation.backend ?? 'wasm');
  const problem = await restoreProblem(experiment, await readDescription(run), await run.readArrays(), backend);
  const shown = {
    train: Uint32Array.from(evenIndices(problem.points.train.rows, POINT_LIMIT)),
    test: Uint32Array.from(screenPoints(problem.test.inputs, POINT_LIMIT)),
  };
  const context: EvaluationContext = {
    run: run.run,
    seed: experiment.ensemble.seed,
    backend: backend.name,
    model: problem.model,
    points: { train: selectRows(problem.points.train, shown.train), test: selectRows(problem.points.test, shown.test) },
    timeLimitSeconds: experiment.evaluation.timeLimitSeconds,
  };
  const { method } = experiment;
  const batch = method.type === 'enkf' && arrivesInOrder(experiment) ? method.batch : undefined;
  return { problem, context, shown, batch };
}

async function evaluateFits(
  { problem, context, shown, batch }: StoredProblem,
  { step, parameters: all }: StoredEnsemble,
  pool: ForwardPool,
  signal: AbortSignal,
): Promise<FitData[]> {
  const members = Uint32Array.from(evenIndices(all.rows, MEMBER_LIMIT));
  const parameters = createSharedMatrix(members.length, all.columns);
  members.forEach((row, k) => rowOf(parameters, k).set(rowOf(all, row)));
  const evaluate = async (pointSet: 'train' | 'test'): Promise<Matrix> => {
    if (shown[pointSet].length === 0) return noPredictions(members.length);
    const request = { step, purpose: 'page', pointSet, members, parameters };
    const { predicted, outcomes } = await pool.evaluate({ context, request }, signal);
    if (outcomes.some(({ status }) => status === 'failed'))
      throw new EnkitError('MEMBER_FAILED', { got: `a member of step ${step} on the ${pointSet} points of the page` });
    return predicted;
  };
  const arrived = batch === undefined ? undefined : step * batch;
  const truth = problem.truthAfter?.(Math.min(problem.points.train.rows, arrived ?? Infinity)) ?? problem.test;
  return buildLiveFits({
    problem,
    train: await evaluate('train'),
    points: shown.train,
    test: await evaluate('test'),
    truth: selectPoints(truth, shown.test),
    arrived,
  });
}
