/** The result of a batch as a worker commits it: predictions in binary, a report in JSON, and a digest over both. */
import {
  type BatchReport,
  EVALUATED,
  EnkitError,
  type EvaluationResult,
  type MemberOutcome,
  parseBatchReport,
} from '@enkit/contracts';
import { rowOf } from '@enkit/numerics';
import { createHash } from 'node:crypto';
import { repeated } from '../batch/repeated.ts';
import { blobChecksum, type BlobShape, encodeBlob, viewFloats } from './blob.ts';

const MESSAGE_CHARACTERS = 300;

export interface EncodedResult {
  /** Of what must be the same in every evaluation: predictions, and which member failed with which code. */
  readonly digest: string;
  readonly report: string;
  readonly predicted: Buffer;
}

export interface DecodedResult extends EvaluationResult {
  readonly seconds: number;
  readonly node: string;
}

function digestOf(predicted: Buffer, failures: BatchReport['failures']): string {
  const codes = JSON.stringify(failures.map(([row, code]) => [row, code]));
  return createHash('sha256').update(blobChecksum(predicted)).update(codes).digest('hex');
}

const oneLine = (message: string): string => message.replace(/\s+/g, ' ').trim().slice(0, MESSAGE_CHARACTERS);

function checkShape({ predicted, outcomes }: EvaluationResult, shape: BlobShape): void {
  const { rows, columns } = shape;
  if (predicted.rows === rows && predicted.columns === columns && outcomes.length === rows) return;
  throw new EnkitError('RESULT_SHAPE', {
    expected: `${rows} x ${columns} predictions and ${rows} outcomes`,
    got: `${predicted.rows} x ${predicted.columns} and ${outcomes.length}`,
  });
}

/**
 * Encodes a result of shape n x Nd. Rows of failed members become the one canonical NaN, so that they never differ
 * between nodes. Throws RESULT_SHAPE, PAYLOAD_TOO_LARGE.
 */
export function encodeResult(shape: BlobShape, result: EvaluationResult, node: string, seconds: number): EncodedResult {
  checkShape(result, shape);
  const failures: BatchReport['failures'] = [];
  result.outcomes.forEach((outcome, row) => {
    if (outcome.status !== 'failed') return;
    failures.push([row, outcome.code, oneLine(outcome.message)]);
    rowOf(result.predicted, row).fill(NaN);
  });
  const predicted = encodeBlob(shape, result.predicted.data);
  const report: BatchReport = { node, seconds, failures };
  return { digest: digestOf(predicted, failures), report: JSON.stringify(report), predicted };
}

/**
 * Decodes and checks a result; its predictions are where `predicted` is. Throws RESULT_INDEX when the report is not one on this batch, PAYLOAD_CHECKSUM or
 * PAYLOAD_SHAPE when the predictions are damaged or do not belong to the digest.
 */
export function decodeResult(shape: BlobShape, digest: string, report: string, predicted: Buffer): DecodedResult {
  const { failures, node, seconds } = parseBatchReport(report, shape.rows);
  const values = viewFloats(predicted, shape);
  const got = digestOf(predicted, failures);
  if (got !== digest) throw new EnkitError('PAYLOAD_CHECKSUM', { expected: `a result with the digest ${digest}`, got });
  const outcomes = repeated<MemberOutcome>(EVALUATED, shape.rows);
  for (const [row, code, message] of failures) outcomes[row] = { status: 'failed', code, message, node };
  return { predicted: { rows: shape.rows, columns: shape.columns, data: values }, outcomes, seconds, node };
}
