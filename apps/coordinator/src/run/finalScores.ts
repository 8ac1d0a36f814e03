/** What the trained ensemble scores on the training and the test data: as mean of predictions, mean parameters, best member. */
import {
  bestMember,
  coefficientOfDetermination,
  continuousRankedProbabilityScore,
  ensembleMean,
  intervalCoverage,
  predictionSpread,
  rootMeanSquareError,
} from '@enkit/assimilation';
import type { EnsembleScores, Scores } from '@enkit/contracts';
import { createSharedMatrix, rowOf, selectRows, type Matrix } from '@enkit/numerics';
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
  const mean = ensembleMean(predictions.train.members);
  const trainNoise = problem.noise ?? rootMeanSquareError(mean, problem.train.targets.data);
  const scores = {
    predictions,
    best,
    train: scoreEnsemble(predictions.train, problem.train.targets.data, best, trainNoise),
    test: scoreEnsemble(predictions.test, problem.test.targets.data, best, problem.testIsNoisy ? trainNoise : 0),
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
  { queue, problem }: Session,
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
  rowOf(parameters, size).set(ensembleMean(ensemble.parameters));
  const members = Uint32Array.from([...ensemble.members, MEAN_MEMBER]);
  const result = await queue.evaluate({
    step: ensemble.step,
    purpose: round === 0 ? `final-${pointSet}` : `final-${pointSet}-${round}`,
    pointSet,
    members,
    parameters,
  });
  const predicted = toDataUnits(problem.outputs, result.predicted);
  const rows = Uint32Array.from({ length: size }, (_, j) => j);
  return {
    predictions: { members: selectRows(predicted, rows), ofMeanParameters: rowOf(predicted, size) },
    failures: nameFailures(ensemble.members, result),
  };
}

/** The id under which the mean parameters are evaluated: no member has it. */
const MEAN_MEMBER = 0xffffffff;

function scoreEnsemble(
  { members, ofMeanParameters }: FinalPredictions,
  targets: Float64Array,
  best: number,
  noise: number,
): EnsembleScores {
  return {
    predictionMean: score(ensembleMean(members), targets),
    parameterMean: score(ofMeanParameters, targets),
    bestMember: score(rowOf(members, best), targets),
    coverage90: intervalCoverage(members, targets, 0.9, noise),
    crps: continuousRankedProbabilityScore(members, targets),
    spread: predictionSpread(members),
  };
}

function score(predicted: ArrayLike<number>, targets: Float64Array): Scores {
  return { rmse: rootMeanSquareError(predicted, targets), r2: coefficientOfDetermination(predicted, targets) };
}
