/**
 * Levenberg-Marquardt for F(theta) = |r|^2, r = y - g(theta), with the exact Jacobian J; one step solves
 * (J^T J + lambda I) delta = J^T r. lambda starts at initialDamping * max diag(J^T J) and follows the gain ratio
 *
 *   rho = (F(theta) - F(theta + delta)) / delta^T (J^T r + lambda delta)
 *
 * The step is taken when rho > 0, then lambda <- lambda max(1/3, 1 - (2 rho - 1)^3); otherwise lambda is multiplied by
 * 2, 4, 8, ... and tried again (Nielsen 1999; Madsen, Nielsen & Tingleff 2004, "Methods for non-linear least squares
 * problems", algorithm 3.16). When no damping lowers F, the method has converged.
 *
 * Cost of an iteration: 1 + 2 nOut passes for the Jacobian and 1 for each trial. Not counted in passes: one Gram matrix
 * (Nd Nm min(Nd, Nm) flops) and one factorization per trial (min(Nd, Nm)^3 / 3 flops), which dominate the time.
 */
import type { Backend } from '@enkit/numerics';
import { type MlpSpecification, outputCount } from '../mlp/specification.ts';
import { assertConverging, assertNotDone, type Baseline, type BaselineData } from './baseline.ts';
import { initialParameters } from './initialisation.ts';
import { createLeastSquares, type LeastSquares, type Linearisation } from './leastSquares.ts';
import type { LevenbergMarquardtSettings } from './settings.ts';

const MOST_TRIALS = 20;
/** Below this share of max diag(J^T J), damping is lost in rounding. */
const LEAST_DAMPING = 1e-15;

/** lambda and the factor of the next rejection. */
interface Damping {
  value: number;
  growth: number;
}

interface SearchOutcome {
  /** Undefined when no damping lowered the cost. */
  readonly accepted: Float64Array | undefined;
  /** F after the step. */
  readonly cost: number;
  readonly trials: number;
}

/** Throws MODEL_SPECIFICATION or MODEL_SHAPE. */
export function createLevenbergMarquardt(
  settings: LevenbergMarquardtSettings,
  specification: MlpSpecification,
  data: BaselineData,
  backend: Backend,
  seed: number,
): Baseline {
  const problem = createLeastSquares(specification, data, backend);
  const jacobianPasses = 1 + 2 * outputCount(specification);
  let damping: Damping | undefined;
  let parameters = initialParameters(specification, seed);
  let [iteration, passes, converged] = [0, 0, false];
  const isDone = (): boolean => converged || iteration >= settings.iterations;
  return {
    steps: settings.iterations,
    isDone,
    step() {
      assertNotDone(isDone(), iteration);
      const model = problem.linearise(parameters);
      assertConverging(model.cost, ++iteration, settings.type);
      damping ??= { value: settings.initialDamping * model.largestDiagonal, growth: 2 };
      const outcome = searchStep(problem, model, parameters, damping);
      passes += jacobianPasses + outcome.trials;
      converged = outcome.accepted === undefined;
      parameters = outcome.accepted ?? parameters;
      return { epoch: iteration, passes, trainRmse: Math.sqrt(outcome.cost / model.residual.rows) };
    },
    parameters: () => parameters.slice(),
  };
}

/** Raises the damping until a step lowers the cost, then adapts it. */
function searchStep(
  problem: LeastSquares,
  model: Linearisation,
  parameters: Float64Array,
  damping: Damping,
): SearchOutcome {
  let trials = 0;
  for (let attempt = 0; attempt < MOST_TRIALS && model.cost > 0; attempt++) {
    damping.value = Math.max(damping.value, LEAST_DAMPING * model.largestDiagonal);
    const step = problem.dampedStep(model, damping.value);
    const candidate = step?.map((change, i) => parameters[i] + change);
    const cost = candidate ? problem.cost(candidate) : Number.POSITIVE_INFINITY;
    if (candidate) trials++;
    if (step && cost < model.cost) {
      relax(damping, (model.cost - cost) / predictedDecrease(step, model.descent.data, damping.value));
      return { accepted: candidate, cost, trials };
    }
    damping.value *= damping.growth;
    damping.growth *= 2;
  }
  return { accepted: undefined, cost: model.cost, trials };
}

/** delta^T (J^T r + lambda delta): how much the linearised F falls. */
function predictedDecrease(step: Float64Array, descent: Float64Array, damping: number): number {
  let sum = 0;
  for (let i = 0; i < step.length; i++) sum += step[i] * (descent[i] + damping * step[i]);
  return sum;
}

function relax(damping: Damping, gainRatio: number): void {
  damping.value *= Math.max(1 / 3, 1 - (2 * gainRatio - 1) ** 3);
  damping.growth = 2;
}
