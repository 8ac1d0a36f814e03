export { EnkitError, type ErrorDetails, type SourceLocation } from './errors/enkitError.ts';
export { EXIT_CODES, type ErrorDefinition, type ErrorKind } from './errors/kinds.ts';
export { ERRORS, errorDefinition, type ErrorCode } from './errors/registry.ts';
export {
  MEMBER_FAILURE_CODES,
  type EvaluationContext,
  type EvaluationProgress,
  type EvaluationRequest,
  type EvaluationResult,
  type FunctionSpecification,
  type MemberBatch,
  type MemberFailure,
  type MemberFailureCode,
  type MemberOutcome,
  type MemberQueue,
  type ModelSpecification,
  type ModuleSpecification,
} from './evaluation.ts';
export { type DataSettings, type FileDataSettings } from './experiment/data.ts';
export { type EnsembleSettings, type PriorSettings } from './experiment/ensemble.ts';
export {
  experimentSchema,
  type EvaluationSettings,
  type Experiment,
  type ExperimentInput,
  type OutputsSettings,
} from './experiment/experiment.ts';
export { baselineSchema, type BaselineSettings, type CompareSettings } from './experiment/compare.ts';
export {
  methodSchema,
  type EkiSettings,
  type EnkfSettings,
  type EsMdaSettings,
  type InflationSettings,
  type MethodSettings,
  type ObservationErrorSettings,
} from './experiment/method.ts';
export { type MlpSettings, type ModelSettings, type ModuleSettings } from './experiment/model.ts';
export { type EnsembleScores, type NetworkScores, type RunResult, type Scores, type StepRecord } from './runRecord.ts';
export {
  problemDescriptionSchema,
  storedStateSchema,
  type ProblemDescription,
  type StoredState,
} from './storedRun.ts';
