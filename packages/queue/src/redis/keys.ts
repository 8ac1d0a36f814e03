/**
 * The keys in Redis. Bulk data of a run lie below `prefix:run:`, under the epoch of the coordinator that wrote them, so
 * that a successor never meets the data of a predecessor. Names with "_" cannot be runs.
 */
import type { EvaluationRequest } from '@enkit/contracts';

/** BullMQ's queue of all runs of a prefix: its keys start with `prefix:_members:`. */
export const QUEUE_NAME = '_members';

export interface RunKeys {
  readonly lease: string;
  readonly epoch: string;
  context(digest: string): string;
}

export function runKeys(prefix: string, run: string): RunKeys {
  const base = `${prefix}:${run}`;
  return { lease: `${base}:lease`, epoch: `${base}:epoch`, context: (digest) => `${base}:context:${digest}` };
}

export interface RequestKeys {
  readonly results: string;
  readonly points: string;
  /** Of the batch with this key, first-count. */
  parameters(batch: string): string;
}

export function requestKeys(
  prefix: string,
  run: string,
  epoch: number,
  { step, purpose }: Pick<EvaluationRequest, 'step' | 'purpose'>,
): RequestKeys {
  const base = `${prefix}:${run}:${epoch}:${step}:${purpose}`;
  return {
    results: `${base}:results`,
    points: `${base}:points`,
    parameters: (batch) => `${base}:parameters:${batch}`,
  };
}

/** The register of workers: descriptions, and last signs of life. */
export const workerKeys = (prefix: string): readonly [string, string] => [
  `${prefix}:_workers`,
  `${prefix}:_workers:seen`,
];
