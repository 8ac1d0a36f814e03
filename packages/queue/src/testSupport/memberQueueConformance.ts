/** What every adapter of the member queue owes the coordinator, whatever lies behind it. */
import type { EvaluationContext, EvaluationProgress, MemberQueue } from '@enkit/contracts';
import { createMatrix, createSharedMatrix, rowOf } from '@enkit/numerics';
import { describe, expect, it } from 'vitest';
import { evaluateTiny, FAILING_PARAMETER, tinyContext, tinyRequest } from './tinyModel.ts';

export interface ConformanceQueue {
  readonly queue: MemberQueue;
  readonly stop: () => Promise<void>;
}

export type OpenQueue = (context: EvaluationContext, batch?: number) => Promise<ConformanceQueue>;

const NO_CHANGE = {};

/** Defines the suite for one adapter. The queue behind `open` must evaluate with the tiny model. */
export function describeMemberQueue(name: string, open: OpenQueue): void {
  const withQueue = async (batch: number | undefined, use: (queue: MemberQueue) => Promise<void>): Promise<void> => {
    const { queue, stop } = await open(tinyContext(), batch);
    try {
      await use(queue);
    } finally {
      await stop();
    }
  };

  describe(`${name} as a member queue`, () => {
    it.each([1, 7, 64, undefined])(
      'that batches of %s members give the bits of one whole evaluation',
      async (batch) => {
        const expected = evaluateTiny({ context: tinyContext(), request: tinyRequest(53) });
        await withQueue(batch, async (queue) => {
          const { predicted, outcomes } = await queue.evaluate(tinyRequest(53));
          expect(Buffer.from(predicted.data.buffer)).toEqual(Buffer.from(expected.predicted.data.buffer));
          expect(outcomes).toEqual(expected.outcomes);
        });
      },
    );

    it.each([
      ['chosen points of the set', { pointIndices: Uint32Array.of(3, 1) }],
      ['another point set, step and purpose', { pointSet: 'test', step: 4, purpose: 'monitor' }],
      ['one member', { members: Uint32Array.of(5), parameters: tinyRequest(1).parameters }],
      ['the whole set', NO_CHANGE],
    ])('that %s can be asked for in turn', async (_, change) => {
      await withQueue(4, async (queue) => {
        const request = tinyRequest(9, change);
        const { predicted } = await queue.evaluate(request);
        expect(predicted).toEqual(evaluateTiny({ context: tinyContext(), request }).predicted);
        expect(predicted.data.buffer).toBeInstanceOf(SharedArrayBuffer);
      });
    });

    it('that parameters which are kept in float32 are evaluated as the numbers that they are', async () => {
      const request = tinyRequest(20);
      const parameters = createSharedMatrix(20, request.parameters.columns, 'single');
      parameters.data.set(request.parameters.data);
      const inDouble = createMatrix(20, parameters.columns, Float64Array.from(parameters.data));
      const expected = evaluateTiny({ context: tinyContext(), request: { ...request, parameters: inDouble } });
      expect(expected.predicted).not.toEqual(evaluateTiny({ context: tinyContext(), request }).predicted);
      await withQueue(6, async (queue) => {
        expect((await queue.evaluate({ ...request, parameters })).predicted).toEqual(expected.predicted);
      });
    });

    it('that a failed member is an outcome of its own and leaves the others unharmed', async () => {
      const request = tinyRequest(20);
      for (const k of [4, 13]) rowOf(request.parameters, k)[0] = FAILING_PARAMETER;
      await withQueue(6, async (queue) => {
        const { predicted, outcomes } = await queue.evaluate(request);
        expect(predicted).toEqual(evaluateTiny({ context: tinyContext(), request }).predicted);
        const failed = outcomes.flatMap((outcome, k) => (outcome.status === 'failed' ? [k] : []));
        expect(failed).toEqual([4, 13]);
        const said = { status: 'failed', code: 'MEMBER_THREW', message: 'asked to fail', node: expect.any(String) };
        expect(outcomes[13]).toEqual(said);
      });
    });

    it('that progress counts every member once and ends with all of them', async () => {
      const request = tinyRequest(20);
      rowOf(request.parameters, 3)[0] = FAILING_PARAMETER;
      const seen: EvaluationProgress[] = [];
      await withQueue(3, async (queue) => {
        await queue.evaluate(request, (progress) => seen.push(progress));
      });
      const done = seen.map((progress) => progress.done);
      expect(done).toEqual([...new Set(done)].sort((a, b) => a - b));
      expect(seen.at(-1)).toMatchObject({ step: 1, purpose: 'assimilate', done: 20, failed: 1, total: 20 });
    });

    it('that two evaluations at once do not mix', async () => {
      await withQueue(3, async (queue) => {
        const requests = [tinyRequest(10), tinyRequest(11, { step: 2 })];
        const results = await Promise.all(requests.map((request) => queue.evaluate(request)));
        expect(results).toEqual(requests.map((request) => evaluateTiny({ context: tinyContext(), request })));
      });
    });

    it('that a request of no members has a result of no members', async () => {
      await withQueue(undefined, async (queue) => {
        const { predicted, outcomes } = await queue.evaluate(tinyRequest(0));
        expect(predicted.rows).toBe(0);
        expect(outcomes).toEqual([]);
      });
    });

    it('that it counts threads, refuses work once closed, and closes twice without harm', async () => {
      await withQueue(2, async (queue) => {
        await queue.evaluate(tinyRequest(5));
        expect(queue.threads()).toBeGreaterThan(0);
        await queue.close();
        await queue.close();
        await expect(queue.evaluate(tinyRequest(5))).rejects.toMatchObject({ code: 'QUEUE_CLOSED' });
      });
    });
  });
}
