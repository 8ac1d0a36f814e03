export { EnkitError, type ErrorCode, type ExperimentInput, type RunResult, type StepRecord } from '@enkit/contracts';
export { type ForwardContext, type ForwardFunction } from '@enkit/evaluation';
export { type Matrix } from '@enkit/numerics';
export { run, type FunctionModel, type FunctionParameter, type RunOptions, type RunOutcome } from './library.ts';
export { type RunEvent, type RunListener } from './run/events.ts';
