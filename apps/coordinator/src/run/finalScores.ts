/** What the trained ensemble scores on the training and the test data: as mean of predictions, mean parameters, best member. */
import {
  coefficientOfDetermination,
  planBestMember,
  planMoments,
  planOf,
  planScores,
  rootMeanSquareError,
} from '@enkit/assimilation';
import type { EnsembleScores, Scores } from '@enkit/contracts';
import { createSharedMatrix, mean, rowOf, type AnyMatrix, type Matrix } from '@enkit/numerics';
import { INTERVAL_PROBABILITY, type PredictedColumns } from '../fit/predictedColumns.ts';
import { rowMatrix, toDataUnits } from '../problem/units.ts';
import { describeFailures, leaveOut, nameFailures, type NamedFailure } from './failurePolicy.ts';
import type { RunState, Session } from './session.ts';

/** Predictions of the final ensemble in the data's units. */
export interface FinalPredictions {
  /** Ne x Nd. */
  readonly members: Matrix;
  /** Nd; of the network of the mean parameters. NaN where its evaluation failed. */
  readonly ofMeanParameters: Float64Array;
}

export type ScoredPredictions = FinalPredictions & { readonly columns: PredictedColumns };

export interface FinalScores {
  readonly train: EnsembleScores;
  readonly test: EnsembleScores;
  readonly predictions: { readonly train: ScoredPredictions; readonly test: ScoredPredictions };
  /** Row of the member with the least training error. */
  readonly best: number;
}

/** The result as it was scored: without members that failed on the way. */
export interface ScoredResult {
  readonly state: RunState;
  readonly scores: FinalScores;
}

/** Throws MEMBER_FAILED and TOO_FEW_MEMBERS, as the experiment's policy on failed members asks for. */
export async function scoreFinal(session: Session, result: RunState): Promise<ScoredResult> {
  const { problem, pool, backend } = session;
  const { state, predictions } = await predictResult(session, result);
  const { members } = predictions.train;
  const best = await pool.carryOut(planBestMember(members, problem.train.targets.data), backend);
  const trainNoise = problem.noise ?? (await residualDeviation(session, members));
  const testNoise = problem.testIsNoisy ? trainNoise : 0;
  const train = await scoreEnsemble(session, predictions.train, problem.train.targets.data, best, trainNoise);
  const test = await scoreEnsemble(session, predictions.test, problem.test.targets.data, best, testNoise);
  const scored = {
    train: { ...predictions.train, columns: train.columns },
    test: { ...predictions.test, columns: test.columns },
  };
  return { state, scores: { predictions: scored, best, train: train.scores, test: test.scores } };
}

/** What the residuals of the mean say of the noise in the training data. */
async function residualDeviation({ problem, pool, backend }: Session, members: Matrix): Promise<number> {
  const moments = planMoments(members);
  await pool.carryOut(planOf(moments), backend);
  return rootMeanSquareError(moments.mean, problem.train.targets.data);
}

/** Evaluates once more without the members that failed: the mean of the parameters is another one without them. */
async function predictResult(
  session: Session,
  result: RunState,
): Promise<{ readonly state: RunState; readonly predictions: Record<'train' | 'test', FinalPredictions> }> {
  let state = result;
  for (let round = 0; ; round++) {
    const centre = await meanParameters(session, state.ensemble.parameters);
    const train = await predict(session, state, centre, 'train', round);
    const test = train.failures.length > 0 ? train : await predict(session, state, centre, 'test', round);
    if (test.failures.length === 0) return { state, predictions: { train: train.predictions, test: test.predictions } };
    state = leaveOutOfResult(session, state, test.failures);
  }
}

function leaveOutOfResult(
  { experiment, listen }: Session,
  state: RunState,
  failures: readonly NamedFailure[],
): RunState {
  const ensemble = leaveOut(state.ensemble, experiment.ensemble, failures);
  const what = failures.length === 1 ? 'a member that failed is' : `${failures.length} members that failed are`;
  listen({
    type: 'warning',
    message: `after the last step ${what} left out of the result: ${describeFailures(failures)}`,
  });
  return { ...state, ensemble, failedMembers: state.failedMembers + failures.length };
}

interface Predicted {
  readonly predictions: FinalPredictions;
  readonly failures: readonly NamedFailure[];
}

/** 1 x Nm. */
async function meanParameters({ pool, backend }: Session, parameters: AnyMatrix): Promise<Matrix> {
  const moments = planMoments(parameters);
  await pool.carryOut(planOf(moments), backend);
  return rowMatrix(moments.mean);
}

/** @param centre the mean parameters, 1 x Nm */
async function predict(
  { queue, problem }: Session,
  { ensemble }: RunState,
  centre: Matrix,
  pointSet: 'train' | 'test',
  round: number,
): Promise<Predicted> {
  const { members, parameters, step } = ensemble;
  if (problem.points[pointSet].rows === 0)
    return {
      predictions: { members: createSharedMatrix(members.length, 0), ofMeanParameters: new Float64Array(0) },
      failures: [],
    };
  const purpose = round === 0 ? `final-${pointSet}` : `final-${pointSet}-${round}`;
  const result = await queue.evaluate({ step, purpose, pointSet, members, parameters });
  const ofCentre = await queue.evaluate({
    step,
    purpose: `${purpose}-mean`,
    pointSet,
    members: MEAN_MEMBER,
    parameters: centre,
  });
  return {
    predictions: {
      members: toDataUnits(problem.outputs, result.predicted),
      ofMeanParameters: toDataUnits(problem.outputs, ofCentre.predicted).data,
    },
    failures: nameFailures(members, result),
  };
}

/** The id under which the mean parameters are evaluated: no member has it. */
const MEAN_MEMBER = Uint32Array.of(0xffffffff);

interface Scored {
  readonly scores: EnsembleScores;
  readonly columns: PredictedColumns;
}

async function scoreEnsemble(
  { pool, backend }: Session,
  { members, ofMeanParameters }: FinalPredictions,
  targets: Float64Array,
  best: number,
  noise: number,
): Promise<Scored> {
  const noises = new Float64Array(targets.length).fill(noise);
  const work = planScores({ predicted: members, targets, probability: INTERVAL_PROBABILITY, noise: noises }, true);
  await pool.carryOut(planOf(work), backend);
  const scores = {
    predictionMean: score(work.mean, targets),
    parameterMean: score(ofMeanParameters, targets),
    bestMember: score(rowOf(members, best), targets),
    coverage90: mean(work.covered),
    crps: mean(work.crps ?? []),
    spread: Math.sqrt(mean(work.deviation.map((sd) => sd * sd))),
  };
  return { scores, columns: { mean: work.mean, low: work.low, high: work.high, spread: work.deviation } };
}

function score(predicted: ArrayLike<number>, targets: Float64Array): Scores {
  return { rmse: rootMeanSquareError(predicted, targets), r2: coefficientOfDetermination(predicted, targets) };
}
