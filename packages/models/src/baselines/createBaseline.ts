/** The one door to all baselines. */
import { assertFinite, type Backend } from '@enkit/numerics';
import { assertInputs, assertTargets } from '../mlp/shapes.ts';
import type { MlpSpecification } from '../mlp/specification.ts';
import type { Baseline, BaselineData } from './baseline.ts';
import { createEpochBaseline } from './epochBaseline.ts';
import { createLevenbergMarquardt } from './levenbergMarquardt.ts';
import { createReplayBaseline } from './replayBaseline.ts';
import { assertBaselineSettings, type BaselineSettings } from './settings.ts';

/**
 * A gradient method ready to be stepped. The same settings, data, backend and seed give the same parameters to the last
 * bit; the data are copied.
 * @param data in the model's own (standardised) units; for adam-replay in order of arrival
 * @throws BASELINE_SETTINGS, MODEL_SPECIFICATION, MODEL_SHAPE; NUM_NONFINITE for data that are not finite
 */
export function createBaseline(
  settings: BaselineSettings,
  specification: MlpSpecification,
  data: BaselineData,
  backend: Backend,
  seed: number,
): Baseline {
  assertBaselineSettings(settings);
  assertInputs(specification, data.inputs);
  assertTargets(specification, data.targets, data.inputs.rows);
  assertFinite(data.inputs, 'baseline inputs');
  assertFinite(data.targets, 'baseline targets');
  switch (settings.type) {
    case 'gradient-descent':
    case 'momentum':
    case 'adam':
      return createEpochBaseline(settings, specification, data, backend, seed);
    case 'adam-replay':
      return createReplayBaseline(settings, specification, data, backend, seed);
    case 'levenberg-marquardt':
      return createLevenbergMarquardt(settings, specification, data, backend, seed);
  }
}
