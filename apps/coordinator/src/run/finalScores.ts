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
import { EnkitError, type EnsembleScores, type Scores } from '@enkit/contracts';
import { createSharedMatrix, rowOf, selectRows, type Matrix } from '@enkit/numerics';
import { toDataUnits } from '../problem/units.ts';
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

export async function scoreFinal(session: Session, state: RunState): Promise<FinalScores> {
  const { problem } = session;
  const predictions = { train: await predict(session, state, 'train'), test: await predict(session, state, 'test') };
  const best = bestMember(predictions.train.members, problem.train.targets.data);
  const mean = ensembleMean(predictions.train.members);
  const trainNoise = problem.noise ?? rootMeanSquareError(mean, problem.train.targets.data);
  return {
    predictions,
    best,
    train: scoreEnsemble(predictions.train, problem.train.targets.data, best, trainNoise),
    test: scoreEnsemble(predictions.test, problem.test.targets.data, best, problem.testIsNoisy ? trainNoise : 0),
  };
}

async function predict(
  { queue, problem }: Session,
  { ensemble }: RunState,
  pointSet: 'train' | 'test',
): Promise<FinalPredictions> {
  const size = ensemble.members.length;
  if (problem.points[pointSet].rows === 0)
    return { members: createSharedMatrix(size, 0), ofMeanParameters: new Float64Array(0) };
  const parameters = createSharedMatrix(size + 1, ensemble.parameters.columns);
  parameters.data.set(ensemble.parameters.data);
  rowOf(parameters, size).set(ensembleMean(ensemble.parameters));
  const members = Uint32Array.from([...ensemble.members, MEAN_MEMBER]);
  const result = await queue.evaluate({
    step: ensemble.step,
    purpose: `final-${pointSet}`,
    pointSet,
    members,
    parameters,
  });
  const failed = result.outcomes.findIndex(({ status }, row) => status === 'failed' && row < size);
  if (failed >= 0)
    throw new EnkitError('MEMBER_FAILED', {
      got: `member ${members[failed]} on the ${pointSet} points after the last step`,
    });
  const predicted = toDataUnits(problem.outputs, result.predicted);
  return {
    members: selectRows(
      predicted,
      Uint32Array.from({ length: size }, (_, j) => j),
    ),
    ofMeanParameters: rowOf(predicted, size),
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
