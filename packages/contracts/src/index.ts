export {
  EnkitError,
  ERRORS,
  errorDefinition,
  EXIT_CODES,
  type ErrorCode,
  type ErrorDefinition,
  type ErrorDetails,
  type ErrorKind,
  type SourceLocation,
} from './errors/errors.ts';
export {
  EVALUATED,
  evaluationKind,
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
export { commentedExperiment } from './experiment/commentedExperiment.ts';
export { type DataSettings, type FileDataSettings } from './experiment/data.ts';
export { type EnsembleSettings, type PriorSettings } from './experiment/ensemble.ts';
export {
  experimentSchema,
  MOST_THREADS,
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
export {
  parseExperiment,
  validateExperiment,
  type InvalidExperiment,
  type ParsedExperiment,
  type ParseOptions,
  type ValidExperiment,
} from './parseExperiment.ts';
export { readExperimentFile } from './reading/experimentFile.ts';
export { alternatives, nearestWord } from './reading/spelling.ts';
export { machineMemory } from './rules/memoryRule.ts';
export { leastSizes, pointsPerStep } from './rules/sizes.ts';
export { type EnsembleScores, type NetworkScores, type RunResult, type Scores, type StepRecord } from './runRecord.ts';
export { NO_TRACER, RUN_SPAN, type Span, type SpanAttributes, type Tracer } from './tracer.ts';
export {
  failedEvaluationSchema,
  problemDescriptionSchema,
  storedStateSchema,
  type FailedEvaluation,
  type ProblemDescription,
  type StoredState,
} from './storedRun.ts';
export { experimentJsonSchema } from './experiment/jsonSchema.ts';
export { estimateMemory, type MemoryEstimate, type ProblemSizes } from './experiment/memory.ts';
export {
  sizeRun,
  type Fleet,
  type QueueLimits,
  type RedisSizing,
  type RunSizes,
  type RunSizing,
} from './experiment/sizing.ts';
export {
  describeContext,
  parseContextDescription,
  predictedColumns,
  type ContextDescription,
} from './jobContext.ts';
export {
  compactMembers,
  JOB_PROTOCOL,
  parseBatchReport,
  parseJobData,
  type BatchReport,
  type JobData,
  type ParsedJob,
  type PayloadReference,
} from './jobData.ts';
