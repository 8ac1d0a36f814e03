/** What the trained ensemble scores on the training and the test data: as mean of predictions, mean parameters, best member. */
import {
  bestMember,
  coefficientOfDetermination,
  ensembleMean,
  planMoments,
  planOf,
  planScores,
  rootMeanSquareError,
} from '@enkit/assimilation';
import type { EnsembleScores, Scores } from '@enkit/contracts';
import { createMatrix, createSharedMatrix, mean, rowOf, type Matrix } from '@enkit/numerics';
import { toDataUnits } from '../problem/units.ts';
import { describeFailures, leaveOut, nameFailures, type NamedFailure } from './failurePolicy.ts';
import type { RunState, Session } from './session.ts';

/** Predictions of the final ensemble in the data's units; the extra row is the network of the mean parameters. */
export interface FinalPredictions {
  /** Ne x Nd. */
  readonly members: Matrix;
  /** Nd. */
  readonly ofMeanParameters: Float64Array;
}

export interface FinalScores {
  readonly train: EnsembleScores;
  readonly test: EnsembleScores;
  readonly predictions: { readonly train: FinalPredictions; readonly test: FinalPredictions };
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
  const { problem } = session;
  const { state, predictions } = await predictResult(session, result);
  const best = bestMember(predictions.train.members, problem.train.targets.data);
  const centre = ensembleMean(predictions.train.members);
  const trainNoise = problem.noise ?? rootMeanSquareError(centre, problem.train.targets.data);
  const testNoise = problem.testIsNoisy ? trainNoise : 0;
  const scores = {
    predictions,
    best,
    train: await scoreEnsemble(session, predictions.train, problem.train.targets.data, best, trainNoise),
    test: await scoreEnsemble(session, predictions.test, problem.test.targets.data, best, testNoise),
  };
  return { state, scores };
}

/** Evaluates once more without the members that failed: the mean of the parameters is another one without them. */
async function predictResult(
  session: Session,
  result: RunState,
): Promise<{ readonly state: RunState; readonly predictions: FinalScores['predictions'] }> {
  let state = result;
  for (let round = 0; ; round++) {
    const train = await predict(session, state, 'train', round);
    const test = train.failures.length > 0 ? train : await predict(session, state, 'test', round);
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

async function predict(
  { queue, problem, pool, backend }: Session,
  { ensemble }: RunState,
  pointSet: 'train' | 'test',
  round: number,
): Promise<Predicted> {
  const size = ensemble.members.length;
  if (problem.points[pointSet].rows === 0)
    return {
      predictions: { members: createSharedMatrix(size, 0), ofMeanParameters: new Float64Array(0) },
      failures: [],
    };
  const parameters = createSharedMatrix(size + 1, ensemble.parameters.columns);
  parameters.data.set(ensemble.parameters.data);
  const moments = planMoments(ensemble.parameters);
  await pool.carryOut(planOf(moments), backend);
  rowOf(parameters, size).set(moments.mean);
  const members = Uint32Array.from([...ensemble.members, MEAN_MEMBER]);
  const result = await queue.evaluate({
    step: ensemble.step,
    purpose: round === 0 ? `final-${pointSet}` : `final-${pointSet}-${round}`,
    pointSet,
    members,
    parameters,
  });
  const predicted = toDataUnits(problem.outputs, result.predicted);
  const ofMembers = predicted.data.subarray(0, size * predicted.columns);
  return {
    predictions: {
      members: createMatrix(size, predicted.columns, ofMembers),
      ofMeanParameters: rowOf(predicted, size),
    },
    failures: nameFailures(ensemble.members, result),
  };
}

/** The id under which the mean parameters are evaluated: no member has it. */
const MEAN_MEMBER = 0xffffffff;

async function scoreEnsemble(
  { pool, backend }: Session,
  { members, ofMeanParameters }: FinalPredictions,
  targets: Float64Array,
  best: number,
  noise: number,
): Promise<EnsembleScores> {
  const noises = new Float64Array(targets.length).fill(noise);
  const work = planScores({ predicted: members, targets, probability: 0.9, noise: noises }, true);
  await pool.carryOut(planOf(work), backend);
  return {
    predictionMean: score(work.mean, targets),
    parameterMean: score(ofMeanParameters, targets),
    bestMember: score(rowOf(members, best), targets),
    coverage90: mean(work.covered),
    crps: mean(work.crps ?? []),
    spread: Math.sqrt(mean(work.deviation.map((sd) => sd * sd))),
  };
}

function score(predicted: ArrayLike<number>, targets: Float64Array): Scores {
  return { rmse: rootMeanSquareError(predicted, targets), r2: coefficientOfDetermination(predicted, targets) };
}
