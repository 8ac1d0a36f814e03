/** Whether a kill would cost much: when the last checkpoint was written and what one costs. */
import type { Registry } from 'prom-client';
import { counter, createInstruments, gauge, histogram } from './definition.ts';

const CHECKPOINT_BUCKETS = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300];

export const CHECKPOINT_METRICS = {
  seconds: histogram('enkit_checkpoint_seconds', 'Seconds that writing a checkpoint took.', CHECKPOINT_BUCKETS, {}),
  timestamp: gauge('enkit_checkpoint_timestamp_seconds', 'When the last checkpoint was complete, in Unix seconds.'),
  size: gauge('enkit_checkpoint_size_bytes', 'Size of the last checkpoint in bytes.'),
  failures: counter('enkit_checkpoint_failures_total', 'Checkpoints that could not be written.'),
};

export interface CheckpointRecorder {
  checkpointWritten(seconds: number, bytes?: number): void;
  checkpointFailed(): void;
}

export function createCheckpointRecorder(registry: Registry): CheckpointRecorder {
  const metrics = createInstruments(CHECKPOINT_METRICS, registry);
  return {
    checkpointWritten(seconds, bytes) {
      metrics.seconds.observe(seconds);
      metrics.timestamp.set(Date.now() / 1000);
      if (bytes !== undefined) metrics.size.set(bytes);
    },
    checkpointFailed: () => metrics.failures.inc(),
  };
}
