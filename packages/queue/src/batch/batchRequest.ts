import type { EvaluationRequest, MemberBatch } from '@enkit/contracts';

/** The rows of one batch as a request of its own. Views on the same memory, no copy. */
export function batchRequest(request: EvaluationRequest, batch: MemberBatch): EvaluationRequest {
  const { members, parameters } = request;
  const end = batch.first + batch.count;
  const data = parameters.data.subarray(batch.first * parameters.columns, end * parameters.columns);
  return {
    ...request,
    members: members.subarray(batch.first, end),
    parameters: { rows: batch.count, columns: parameters.columns, data },
  };
}
