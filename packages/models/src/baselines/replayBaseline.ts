/**
 * Adam on a stream of observations with replay of the last `window` of them (Lin 1992): after each arrival, some Adam
 * steps on batches made of the newest observation and draws, with replacement, from the window. One step is one
 * observation: 3 * stepsPerObservation * batch passes. With window, steps and batch 1 it is plain online Adam.
 */
import { type Backend, type RandomStream, randomStream } from '@enkit/numerics';
import { createMlpBatchGradient, type MlpBatchGradient } from '../mlp/gradient.ts';
import type { MlpSpecification } from '../mlp/specification.ts';
import { assertConverging, assertNotDone, type Baseline, type BaselineData } from './baseline.ts';
import { initialParameters } from './initialisation.ts';
import type { AdamReplaySettings } from './settings.ts';
import { createAdamRule } from './updateRule.ts';

/** Throws MODEL_SPECIFICATION or MODEL_SHAPE. */
export function createReplayBaseline(
  settings: AdamReplaySettings,
  specification: MlpSpecification,
  data: BaselineData,
  backend: Backend,
  seed: number,
): Baseline {
  const parameters = initialParameters(specification, seed);
  const gradientAt = createMlpBatchGradient(specification, backend, data, settings.batch);
  const learn = createLearner(settings, parameters.length, gradientAt, seed);
  const observations = data.inputs.rows;
  const passesPerObservation = 3 * settings.stepsPerObservation * settings.batch;
  let arrived = 0;
  return {
    steps: observations,
    isDone: () => arrived >= observations,
    step() {
      assertNotDone(arrived >= observations, arrived);
      const loss = learn(parameters, arrived++);
      assertConverging(loss, arrived, settings.type);
      return { epoch: arrived, passes: passesPerObservation * arrived, trainRmse: Math.sqrt(loss) };
    },
    parameters: () => parameters.slice(),
  };
}

/** Takes the steps that follow the arrival of observation `newest` and returns the mean squared error met. */
function createLearner(
  { learningRate, window, stepsPerObservation, batch }: AdamReplaySettings,
  count: number,
  gradientAt: MlpBatchGradient,
  seed: number,
): (parameters: Float64Array, newest: number) => number {
  const update = createAdamRule(() => learningRate, count);
  const gradient = new Float64Array(count);
  const indices = new Uint32Array(batch);
  return (parameters, newest) => {
    const stream = randomStream(seed, 'baseline.replay', newest);
    let sum = 0;
    for (let step = 0; step < stepsPerObservation; step++) {
      drawBatch(indices, newest, window, stream);
      sum += gradientAt(parameters, indices, gradient);
      update(parameters, gradient);
    }
    return sum / stepsPerObservation;
  };
}

/** The newest observation first, then draws from the last `window`, the newest among them. */
function drawBatch(indices: Uint32Array, newest: number, window: number, stream: RandomStream): void {
  const remembered = Math.min(window, newest + 1);
  indices[0] = newest;
  for (let i = 1; i < indices.length; i++) indices[i] = newest - stream.integer(remembered);
}
