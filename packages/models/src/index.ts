export { type Baseline, type BaselineData, type BaselineProgress } from './baselines/baseline.ts';
export { createBaseline } from './baselines/createBaseline.ts';
export {
  assertBaselineSettings,
  BASELINE_NAMES,
  type AdamReplaySettings,
  type AdamSettings,
  type BaselineName,
  type BaselineSettings,
  type GradientDescentSettings,
  type LevenbergMarquardtSettings,
  type MomentumSettings,
} from './baselines/settings.ts';
export { createDataSet, type DataSet, type Problem, selectPoints, standardiseDataSet } from './data/dataSet.ts';
export {
  encodeColumn,
  joinColumns,
  sortedCategories,
  type ColumnEncoding,
  type EncodedColumns,
} from './data/encoding.ts';
export { GENERATOR_NAMES, generateProblem, type GeneratorName, type GeneratorSettings } from './data/generators.ts';
export {
  generateOnlineStream,
  STREAM_CHANGES,
  type OnlineProblem,
  type OnlineStreamSettings,
  type StreamChange,
} from './data/onlineStream.ts';
export { splitDataSet, type SplitSettings } from './data/split.ts';
export {
  applyStandardisation,
  fitStandardisation,
  identityStandardisation,
  invertStandardisation,
  standardisationOfDomain,
  type Standardisation,
} from './data/standardisation.ts';
export { ModelError, type ModelErrorCode, type ModelErrorDetails } from './errors.ts';
export { createMlpForward, type MlpForward } from './mlp/forward.ts';
export {
  createMlpBatchGradient,
  createMlpGradient,
  type MlpBatchGradient,
  type MlpGradient,
  type TrainingPoints,
} from './mlp/gradient.ts';
export { createMlpJacobian, type MlpJacobian } from './mlp/jacobian.ts';
export {
  parameterCount,
  parameterLayout,
  parameterScale,
  SCALE_SCHEMES,
  type ParameterBlock,
  type ScaleScheme,
} from './mlp/layout.ts';
export {
  assertMlpSpecification,
  inputCount,
  outputCount,
  type MlpSpecification,
} from './mlp/specification.ts';
