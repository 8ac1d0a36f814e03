export {
  createLogger,
  LOG_LEVELS,
  type LogFields,
  type Logger,
  type LoggerOptions,
  type LogLevel,
} from './log/logger.ts';
export { redactUrls } from './log/redaction.ts';
export { METRIC_CATALOGUE, type MetricArea, METRICS_BY_NAME, seriesNames } from './metrics/catalogue.ts';
export { type CoordinatorMetrics, createCoordinatorMetrics } from './metrics/coordinatorMetrics.ts';
export type { MetricDefinition, MetricType } from './metrics/definition.ts';
export type { ScoredSet, ScoreReport } from './metrics/learning.ts';
export { type Direction, isQueueEvent, type JobState, type QueueEvent } from './metrics/queue.ts';
export { RUN_PHASES, type RunDescription, type RunPhase } from './metrics/run.ts';
export { type BatchOutcome, type BatchReport, type EvaluationRecorder } from './metrics/evaluation.ts';
export { type CommitAnswer, type WorkerRecorder, type WorkerState } from './metrics/worker.ts';
export { createWorkerMetrics, type WorkerMetrics } from './metrics/workerMetrics.ts';
export { openTracing, type Tracing, TRACING_VARIABLES, type TracingOptions } from './tracing/openTracing.ts';
export { type EventLoopMonitor, startEventLoopMonitor } from './server/eventLoopMonitor.ts';
export { createLiveness, type HealthStatus, type Liveness, type LivenessLimits } from './server/health.ts';
export { type MetricsServer, type MetricsServerOptions, startMetricsServer } from './server/metricsServer.ts';
export { readMetricsToken } from './server/metricsToken.ts';
