/** A deterministic evaluation small enough for tests, with members that misbehave on demand. */
import type { EvaluationContext, EvaluationRequest, EvaluationResult, MemberOutcome } from '@enkit/contracts';
import { createSharedMatrix, matrixFromRows, rowOf } from '@enkit/numerics';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchJob, EvaluateBatch } from '../evaluateBatch.ts';

export const OUTPUTS = 2;
/** A member whose first parameter is this fails with MEMBER_THREW. */
export const FAILING_PARAMETER = -1e6;

export function tinyContext(run = 'tiny'): EvaluationContext {
  return {
    run,
    seed: 7,
    backend: 'ml-matrix',
    model: { type: 'module', path: '/tiny.ts', exportName: 'forward', sha256: '00', parameters: 3, outputs: OUTPUTS },
    points: { train: matrixFromRows([[0.25], [0.5], [-1.5], [3]]), test: matrixFromRows([[1], [2]]) },
    timeLimitSeconds: 30,
  };
}

/** A member whose first parameter is this kills its process. */
export const POISON_PARAMETER = -2e6;

/** Members 10, 13, 16, ... with parameters that differ in every bit pattern, some of them not exactly decimal. */
export function tinyRequest(count: number, change: Partial<EvaluationRequest> = {}): EvaluationRequest {
  const parameters = createSharedMatrix(count, 3);
  for (let k = 0; k < parameters.data.length; k++) parameters.data[k] = Math.sin(k + 1) / 3;
  const members = Uint32Array.from({ length: count }, (_, k) => 10 + 3 * k);
  return { step: 1, purpose: 'assimilate', pointSet: 'train', members, parameters, ...change };
}

/** Predictions of one member: they depend on seed, step, member, parameters and points, and on nothing else. */
function predictMember(job: BatchJob, k: number, into: Float64Array): MemberOutcome {
  const { context, request } = job;
  const [a, b, c] = rowOf(request.parameters, k);
  if (a === FAILING_PARAMETER) {
    into.fill(NaN);
    return { status: 'failed', code: 'MEMBER_THREW', message: 'asked to fail', node: 'tiny' };
  }
  const points = context.points[request.pointSet];
  const indices = request.pointIndices ?? Uint32Array.from({ length: points.rows }, (_, i) => i);
  indices.forEach((point, i) => {
    const x = points.data[point * points.columns];
    into[i * OUTPUTS] = a * x + Math.sqrt(Math.abs(b)) + context.seed / 3;
    into[i * OUTPUTS + 1] = c / (1 + x * x) + request.members[k] / 7 + request.step / 11;
  });
  return { status: 'evaluated' };
}

/** The whole batch, at once. */
export function evaluateTiny(job: BatchJob): EvaluationResult {
  const { context, request } = job;
  const points = request.pointIndices?.length ?? context.points[request.pointSet].rows;
  const predicted = createSharedMatrix(request.members.length, points * OUTPUTS);
  const outcomes = Array.from(request.members, (_, k) => predictMember(job, k, rowOf(predicted, k)));
  return { predicted, outcomes };
}

/** An evaluate function that takes so long a member, one after the other; it stops when told to. */
export function tinyEvaluator(millisecondsPerMember: number): EvaluateBatch {
  return async (job, signal) => {
    for (let k = 0; k < job.request.members.length; k++) {
      await sleep(millisecondsPerMember);
      signal.throwIfAborted();
      if (rowOf(job.request.parameters, k)[0] === POISON_PARAMETER) process.kill(process.pid, 'SIGKILL');
    }
    return evaluateTiny(job);
  };
}

/** The batch after a turn of the event loop per member, so that batches overlap; stops when told to. */
export const evaluateTinySlowly: EvaluateBatch = async (job, signal) => {
  for (let k = 0; k < job.request.members.length; k++) {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  }
  return evaluateTiny(job);
};
