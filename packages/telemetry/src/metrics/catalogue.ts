/** The catalogue: every metric there is. Dashboards, rules, docs/metrics.md and the tests are held against it. */
import { CHECKPOINT_METRICS } from './checkpoint.ts';
import type { MetricDefinition, MetricDefinitions } from './definition.ts';
import { LEARNING_METRICS } from './learning.ts';
import { MEMBER_METRICS } from './members.ts';
import { PROCESS_METRICS, type ProcessRole } from './process.ts';
import { QUEUE_METRICS } from './queue.ts';
import { REDIS_CONNECTION_METRICS, REDIS_MEMORY_METRICS } from './redis.ts';
import { RUN_METRICS } from './run.ts';
import { EVALUATION_METRICS } from './evaluation.ts';
import { WORKER_METRICS } from './worker.ts';

export interface MetricArea {
  readonly title: string;
  /** Processes that have the area's metrics. */
  readonly roles: readonly ProcessRole[];
  readonly metrics: readonly MetricDefinition[];
}

const BOTH: readonly ProcessRole[] = ['coordinator', 'worker'];

function area(title: string, roles: readonly ProcessRole[], definitions: MetricDefinitions): MetricArea {
  return { title, roles, metrics: Object.values(definitions) };
}

export const METRIC_CATALOGUE: readonly MetricArea[] = [
  area('The run', ['coordinator'], RUN_METRICS),
  area('Learning', ['coordinator'], LEARNING_METRICS),
  area('Members and steps', ['coordinator'], MEMBER_METRICS),
  area('Checkpoints', ['coordinator'], CHECKPOINT_METRICS),
  area('The member queue', ['coordinator'], QUEUE_METRICS),
  area("Redis' memory", ['coordinator'], REDIS_MEMORY_METRICS),
  area('The connection to Redis', BOTH, REDIS_CONNECTION_METRICS),
  area('Evaluation', BOTH, EVALUATION_METRICS),
  area('The worker', ['worker'], WORKER_METRICS),
  area('The process', BOTH, PROCESS_METRICS),
];

/** Every definition, by name. */
export const METRICS_BY_NAME: ReadonlyMap<string, MetricDefinition> = new Map(
  METRIC_CATALOGUE.flatMap(({ metrics }) => metrics.map((definition) => [definition.name, definition])),
);

/** Names of the series that a metric has in Prometheus. */
export function seriesNames({ name, type }: MetricDefinition): string[] {
  return type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => name + suffix) : [name];
}
