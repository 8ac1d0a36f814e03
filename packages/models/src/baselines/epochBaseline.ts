/**
 * Gradient descent, momentum and Adam: the same walk through the epochs, with different update rules. A full-batch epoch
 * is one update; otherwise the points are shuffled anew every epoch and cut into batches, the last of them smaller when
 * the division leaves a rest. One step is one epoch: 3 passes.
 */
import { type Backend, permutation, randomStream } from '@enkit/numerics';
import { createMlpBatchGradient, createMlpGradient, type MlpBatchGradient } from '../mlp/gradient.ts';
import { parameterCount } from '../mlp/layout.ts';
import type { MlpSpecification } from '../mlp/specification.ts';
import { assertConverging, assertNotDone, type Baseline, type BaselineData } from './baseline.ts';
import { initialParameters } from './initialisation.ts';
import type { AdamSettings, GradientDescentSettings, MomentumSettings } from './settings.ts';
import { cosineDecay, createAdamRule, createDescentRule, createMomentumRule, type UpdateRule } from './updateRule.ts';

type EpochSettings = GradientDescentSettings | MomentumSettings | AdamSettings;

/** Runs the updates of one epoch on `parameters` and returns the mean squared error met. */
type Epoch = (parameters: Float64Array, epoch: number) => number;

const PASSES_PER_EPOCH = 3;

/** Throws MODEL_SPECIFICATION or MODEL_SHAPE. */
export function createEpochBaseline(
  settings: EpochSettings,
  specification: MlpSpecification,
  data: BaselineData,
  backend: Backend,
  seed: number,
): Baseline {
  const points = data.inputs.rows;
  const batch = Math.min(points, ('batch' in settings ? settings.batch : undefined) ?? points);
  const update = createUpdate(settings, parameterCount(specification), Math.ceil(points / batch));
  const runEpoch =
    batch === points
      ? createFullEpoch(specification, data, backend, update)
      : createBatchEpoch(specification, data, backend, update, batch, seed);
  return createEpochMachine(settings, initialParameters(specification, seed), runEpoch);
}

function createEpochMachine(settings: EpochSettings, parameters: Float64Array, runEpoch: Epoch): Baseline {
  let epoch = 0;
  return {
    steps: settings.epochs,
    isDone: () => epoch >= settings.epochs,
    step() {
      assertNotDone(epoch >= settings.epochs, epoch);
      const loss = runEpoch(parameters, epoch++);
      assertConverging(loss, epoch, settings.type);
      return { epoch, passes: PASSES_PER_EPOCH * epoch, trainRmse: Math.sqrt(loss) };
    },
    parameters: () => parameters.slice(),
  };
}

/** The rule of the settings, with the penalty where there is one. */
function createUpdate(settings: EpochSettings, count: number, updatesPerEpoch: number): UpdateRule {
  switch (settings.type) {
    case 'gradient-descent':
      return createDescentRule(settings.learningRate);
    case 'momentum':
      return createMomentumRule(settings.learningRate, settings.momentum, count);
    case 'adam': {
      const { learningRate, decay, epochs, l2 } = settings;
      const rate = decay === 'cosine' ? cosineDecay(learningRate, epochs * updatesPerEpoch) : () => learningRate;
      return withPenalty(createAdamRule(rate, count), l2);
    }
  }
}

/** Adds the gradient l2 theta of the penalty l2/2 |theta|^2. */
function withPenalty(update: UpdateRule, l2: number): UpdateRule {
  if (l2 === 0) return update;
  return (parameters, gradient) => {
    for (let i = 0; i < parameters.length; i++) gradient[i] += l2 * parameters[i];
    update(parameters, gradient);
  };
}

function createFullEpoch(
  specification: MlpSpecification,
  data: BaselineData,
  backend: Backend,
  update: UpdateRule,
): Epoch {
  const gradientAt = createMlpGradient(specification, backend, data);
  const gradient = new Float64Array(parameterCount(specification));
  return (parameters) => {
    const loss = gradientAt(parameters, gradient);
    update(parameters, gradient);
    return loss;
  };
}

function createBatchEpoch(
  specification: MlpSpecification,
  data: BaselineData,
  backend: Backend,
  update: UpdateRule,
  batch: number,
  seed: number,
): Epoch {
  const points = data.inputs.rows;
  const gradient = new Float64Array(parameterCount(specification));
  const gradients = new Map<number, MlpBatchGradient>();
  for (const size of new Set([batch, points % batch || batch])) {
    gradients.set(size, createMlpBatchGradient(specification, backend, data, size));
  }
  return (parameters, epoch) => {
    const order = permutation(points, randomStream(seed, 'baseline.order', epoch));
    let sum = 0;
    for (let first = 0; first < points; first += batch) {
      const indices = order.subarray(first, Math.min(first + batch, points));
      sum += indices.length * (gradients.get(indices.length)?.(parameters, indices, gradient) ?? Number.NaN);
      update(parameters, gradient);
    }
    return sum / points;
  };
}
