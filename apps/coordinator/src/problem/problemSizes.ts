/** The sizes of a problem, for the estimates of memory and traffic. */
import { pointsPerStep, type Experiment, type RunSizes } from '@enkit/contracts';
import type { AssimilationProblem } from './problem.ts';

export function problemSizes({ method }: Experiment, problem: AssimilationProblem): RunSizes {
  const { train, test } = problem.points;
  const trainValues = problem.observations.values.length;
  return {
    parameters: problem.prior.scale.length,
    observations: (pointsPerStep(method, train.rows) * trainValues) / train.rows,
    trainValues,
    testValues: problem.test.targets.data.length,
    pointValues: train.data.length + test.data.length,
  };
}
