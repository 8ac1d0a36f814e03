import { EnkitError } from '@enkit/contracts';
import { describe, expect, it } from 'vitest';
import { type BatchEnd, reportEvaluation } from './reportEvaluation.ts';
import { evaluateTiny, tinyContext, tinyRequest } from './testSupport/tinyModel.ts';
import { Stop } from './worker/stop.ts';

const job = { context: tinyContext('reported'), request: tinyRequest(3) };

/** How an evaluation that waits until it is stopped for this reason is said to have ended. */
async function endOf(reason: Error): Promise<BatchEnd[]> {
  const ends: BatchEnd[] = [];
  const abort = new AbortController();
  const evaluate = reportEvaluation(
    (_job, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(reason))),
    (end) => ends.push(end),
  );
  const running = evaluate(job, abort.signal);
  abort.abort(reason);
  await expect(running).rejects.toBe(reason);
  return ends;
}

describe('a batch', () => {
  it('that completes is told with the outcome of each member', async () => {
    const ends: BatchEnd[] = [];
    await reportEvaluation(
      async (work) => evaluateTiny(work),
      (end) => ends.push(end),
    )(job, new AbortController().signal);
    const evaluated = { status: 'evaluated' };
    expect(ends).toEqual([
      { outcome: 'completed', seconds: expect.any(Number), members: [evaluated, evaluated, evaluated] },
    ]);
  });

  it.each([
    ['is handed back', new Stop('handed-back'), 'handed-back'],
    ['has lost its lock', new Stop('lock-lost'), 'lock-lost'],
    ['is overdue', new EnkitError('BATCH_TIMEOUT'), 'failed'],
  ])('that %s is told so, without members', async (_, reason, outcome) => {
    expect(await endOf(reason)).toEqual([{ outcome, seconds: expect.any(Number), members: [] }]);
  });
});
