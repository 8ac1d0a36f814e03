import type { EvaluationResult, MemberOutcome } from '@enkit/contracts';
import { matrixFromRows } from '@enkit/numerics';
import { describe, expect, it } from 'vitest';
import { decodeResult, encodeResult } from './batchResult.ts';

const SHAPE = { run: 'sine', type: 'float64', rows: 3, columns: 2 } as const;

const failed = (message: string, node: string): MemberOutcome => ({
  status: 'failed',
  code: 'MEMBER_THREW',
  message,
  node,
});

function result(first = 1, message = 'no', node = 'a'): EvaluationResult {
  const predicted = matrixFromRows([
    [first, 2],
    [99, 99],
    [5, 6],
  ]);
  return { predicted, outcomes: [{ status: 'evaluated' }, failed(message, node), { status: 'evaluated' }] };
}

const coded = (code: string) => expect.objectContaining({ code });

describe('the result of a batch', () => {
  it('that is decoded says who failed, why and where, and its failed rows are NaN', () => {
    const { digest, report, predicted } = encodeResult(SHAPE, result(), 'host:1', 2);
    const decoded = decodeResult(SHAPE, digest, report, predicted);
    expect([...decoded.predicted.data]).toEqual([1, 2, NaN, NaN, 5, 6]);
    expect(decoded.outcomes[1]).toEqual(failed('no', 'host:1'));
    expect(decoded).toMatchObject({ node: 'host:1', seconds: 2 });
  });

  it('that was evaluated elsewhere, faster, with another message has the same digest; other bits or codes do not', () => {
    const { digest } = encodeResult(SHAPE, result(), 'host:1', 2);
    expect(encodeResult(SHAPE, result(1, 'another', 'b'), 'host:2', 3).digest).toBe(digest);
    expect(encodeResult(SHAPE, result(1 + Number.EPSILON), 'host:1', 2).digest).not.toBe(digest);
    const other = result();
    const outcomes = other.outcomes.with(1, { ...failed('no', 'a'), code: 'MEMBER_OOM' } as MemberOutcome);
    expect(encodeResult(SHAPE, { ...other, outcomes }, 'host:1', 2).digest).not.toBe(digest);
  });

  it('that has a long message of many lines is told in one short one', () => {
    const { digest, report, predicted } = encodeResult(SHAPE, result(1, `a\n${'b'.repeat(1000)}`), 'n', 1);
    const [, outcome] = decodeResult(SHAPE, digest, report, predicted).outcomes;
    expect(outcome).toMatchObject({ message: expect.stringMatching(/^a b+$/) });
    expect(outcome.status === 'failed' && outcome.message.length).toBeLessThanOrEqual(300);
  });

  it('that does not belong to its digest is refused', () => {
    const one = encodeResult(SHAPE, result(), 'n', 1);
    const other = encodeResult(SHAPE, result(3), 'n', 1);
    expect(() => decodeResult(SHAPE, one.digest, one.report, other.predicted)).toThrow(coded('PAYLOAD_CHECKSUM'));
    const healthy = JSON.stringify({ node: 'n', seconds: 1, failures: [] });
    expect(() => decodeResult(SHAPE, one.digest, healthy, one.predicted)).toThrow(coded('PAYLOAD_CHECKSUM'));
    expect(() => decodeResult({ ...SHAPE, run: 'x' }, one.digest, one.report, one.predicted)).toThrow(
      coded('PAYLOAD_SHAPE'),
    );
    expect(() => decodeResult(SHAPE, one.digest, '{}', one.predicted)).toThrow(coded('RESULT_INDEX'));
  });

  it('that has other rows than its batch is refused by the worker itself', () => {
    expect(() => encodeResult({ ...SHAPE, rows: 2 }, result(), 'n', 1)).toThrow(coded('RESULT_SHAPE'));
  });
});
