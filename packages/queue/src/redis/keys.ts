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
  /** Requests that have data in Redis, a set of epoch:step:purpose: what a successor finds to clear away. */
  readonly requests: string;
  readonly context: (digest: string) => string;
}

export function runKeys(prefix: string, run: string): RunKeys {
  const base = `${prefix}:${run}`;
  return {
    lease: `${base}:lease`,
    epoch: `${base}:epoch`,
    requests: `${base}:requests`,
    context: (digest) => `${base}:context:${digest}`,
  };
}

export interface RequestKeys {
  /** Its member of the set of requests. */
  readonly name: string;
  /** Hashes by batch, first-count. */
  readonly results: string;
  readonly parameters: string;
  readonly points: string;
  /** Committed predictions of a batch, binary. */
  readonly predictions: (batch: string) => string;
  /** Predictions that the job with this token offers. */
  readonly offered: (batch: string, token: string) => string;
}

/** The keys of the request with this name, epoch:step:purpose. */
export function keysOfRequest(prefix: string, run: string, name: string): RequestKeys {
  const base = `${prefix}:${run}:${name}`;
  const results = `${base}:results`;
  return {
    name,
    results,
    parameters: `${base}:parameters`,
    points: `${base}:points`,
    predictions: (batch) => `${results}:${batch}`,
    offered: (batch, token) => `${results}:${batch}:${token}`,
  };
}

export function requestKeys(
  prefix: string,
  run: string,
  epoch: number,
  { step, purpose }: Pick<EvaluationRequest, 'step' | 'purpose'>,
): RequestKeys {
  return keysOfRequest(prefix, run, `${epoch}:${step}:${purpose}`);
}

/** The register of workers: descriptions, and last signs of life. */
export const workerKeys = (prefix: string): readonly [string, string] => [
  `${prefix}:_workers`,
  `${prefix}:_workers:seen`,
];
