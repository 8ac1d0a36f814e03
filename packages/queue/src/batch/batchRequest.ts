import type { EvaluationRequest, MemberBatch } from '@enkit/contracts';
import { viewRows } from '@enkit/numerics';

/** The rows of one batch as a request of its own. Views on the same memory, no copy. */
export function batchRequest(request: EvaluationRequest, batch: MemberBatch): EvaluationRequest {
  const { members, parameters } = request;
  const end = batch.first + batch.count;
  return {
    ...request,
    members: members.subarray(batch.first, end),
    parameters: viewRows(parameters, batch.first, end),
  };
}
