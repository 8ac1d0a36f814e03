import { EnkitError, type MemberOutcome } from '@enkit/contracts';
import { createMlpForward, type MlpSpecification } from '@enkit/models';
import { createBackend, createMatrix, rowOf } from '@enkit/numerics';
import { afterAll, expect, it } from 'vitest';
import { contextOf, faultyModel, membersBehaving, randomMembers, requestOf } from '../testing/requests.ts';
import { createForwardPool } from './forwardPool.ts';

const pool = createForwardPool({ threads: 2, memoryLimitMegabytes: 64 });
afterAll(() => pool.close());

const NEVER = new AbortController().signal;
const NETWORK: MlpSpecification = {
  type: 'mlp',
  layers: [1, 7, 5, 2],
  activation: 'tanh',
  outputActivation: 'identity',
};
const NETWORK_PARAMETERS = 14 + 40 + 12;

const codes = (outcomes: readonly MemberOutcome[]): string[] =>
  outcomes.map((outcome) => (outcome.status === 'failed' ? outcome.code : outcome.status));

const SHARING = [1, 2];

it.each(SHARING)('that %d threads predict what the forward model predicts here, to the last bit', async (threads) => {
  const context = contextOf(NETWORK, 11);
  const request = requestOf(randomMembers(9, NETWORK_PARAMETERS));
  const { predicted, outcomes } = await pool.evaluate({ context, request, threads }, NEVER);
  const forward = createMlpForward(NETWORK, createBackend('wasm'), context.points['train']);
  const expected = createMatrix(9, 22);
  for (let j = 0; j < 9; j++) forward(rowOf(request.parameters, j), rowOf(expected, j));
  expect([...predicted.data]).toEqual([...expected.data]);
  expect(new Set(codes(outcomes))).toEqual(new Set(['evaluated']));
});

it('that a selection of points gives the values of these points', async () => {
  const context = contextOf(NETWORK, 11);
  const request = requestOf(randomMembers(4, NETWORK_PARAMETERS));
  const whole = await pool.evaluate({ context, request }, NEVER);
  const part = await pool.evaluate({ context, request: { ...request, pointIndices: Uint32Array.of(7, 2) } }, NEVER);
  expect([...part.predicted.data]).toEqual(
    [0, 1, 2, 3].flatMap((j) => [7, 2].flatMap((i) => [...rowOf(whole.predicted, j).subarray(2 * i, 2 * i + 2)])),
  );
});

it.each(SHARING)(
  'that on %d threads each way to fail is the outcome of its member, and no other is harmed',
  async (threads) => {
    const behaviours = [0, 1, 2, 3, 4, 5, 0, 7, 8, 0];
    const parameters = membersBehaving(behaviours);
    const { predicted, outcomes } = await pool.evaluate(
      { context: contextOf(await faultyModel()), request: requestOf(parameters), threads },
      NEVER,
    );
    expect(codes(outcomes)).toEqual([
      'evaluated',
      'MEMBER_NONFINITE',
      'MEMBER_THREW',
      'MEMBER_SHAPE',
      'MEMBER_TYPE',
      'MEMBER_EXIT',
      'evaluated',
      'MEMBER_OOM',
      'MEMBER_THREW',
      'evaluated',
    ]);
    behaviours.forEach((behaviour, j) => {
      const row = [...rowOf(predicted, j)];
      expect(row).toEqual(behaviour === 0 ? [0, 1, 2, 3, 4].map((i) => (j + 1) * i + 0.5) : [NaN, NaN, NaN, NaN, NaN]);
    });
  },
);

it('that the messages say what failed, in one line', async () => {
  const { outcomes } = await pool.evaluate(
    { context: contextOf(await faultyModel()), request: requestOf(membersBehaving([1, 2, 3])) },
    NEVER,
  );
  expect(outcomes.map((outcome) => (outcome.status === 'failed' ? outcome.message : ''))).toEqual([
    'output 3 is NaN',
    'RangeError: the solver did not converge',
    'the model returned 4 values, expected 5',
  ]);
});

it.each([
  ['a loop without end', 6],
  ['a promise that never settles', 9],
])('that %s is stopped at the time limit, and its thread replaced', async (_name, behaviour) => {
  const context = contextOf(await faultyModel(), 5, 0.4);
  const { outcomes } = await pool.evaluate({ context, request: requestOf(membersBehaving([0, behaviour, 0])) }, NEVER);
  expect(codes(outcomes)).toEqual(['evaluated', 'MEMBER_TIMEOUT', 'evaluated']);
  const again = await pool.evaluate({ context, request: requestOf(membersBehaving([0, 0, 0])) }, NEVER);
  expect(codes(again.outcomes)).toEqual(['evaluated', 'evaluated', 'evaluated']);
});

it('that a member that hangs on one thread is stopped, while another thread evaluates the rest of the batch', async () => {
  const context = contextOf(await faultyModel(), 5, 0.4);
  const request = requestOf(membersBehaving([0, 6, ...Array.from({ length: 30 }, () => 0)]));
  const { predicted, outcomes } = await pool.evaluate({ context, request, threads: 2 }, NEVER);
  expect(codes(outcomes)).toEqual(Array.from({ length: 32 }, (_, j) => (j === 1 ? 'MEMBER_TIMEOUT' : 'evaluated')));
  expect([...rowOf(predicted, 31)]).toEqual([0, 1, 2, 3, 4].map((i) => 32 * i + 0.5));
});

it('that an aborted evaluation rejects and the pool goes on', async () => {
  const abort = new AbortController();
  const hanging = pool.evaluate(
    { context: contextOf(await faultyModel()), request: requestOf(membersBehaving([6])) },
    abort.signal,
  );
  setTimeout(() => abort.abort(new Error('stopped by the test')), 200);
  await expect(hanging).rejects.toThrow('stopped by the test');
  const after = await pool.evaluate(
    { context: contextOf(await faultyModel()), request: requestOf(membersBehaving([0])) },
    NEVER,
  );
  expect(codes(after.outcomes)).toEqual(['evaluated']);
});

it('that a model which cannot be used is a coded error, not a failed member', async () => {
  const request = requestOf(membersBehaving([0]));
  const attempt = (model: Awaited<ReturnType<typeof faultyModel>>): Promise<unknown> =>
    pool.evaluate({ context: contextOf(model), request }, NEVER);
  const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => 'evaluated',
      (error: unknown) => (error instanceof EnkitError ? error.code : error),
    );
  const model = await faultyModel();
  expect(await codeOf(attempt(await faultyModel('missing')))).toBe('MODEL_EXPORT');
  expect(await codeOf(attempt(await faultyModel('notAFunction')))).toBe('MODEL_EXPORT');
  expect(await codeOf(attempt({ ...model, sha256: '0'.repeat(64) } as typeof model))).toBe('MODEL_DIGEST_MISMATCH');
  expect(await codeOf(attempt({ ...model, path: '/nowhere.ts' } as typeof model))).toBe('MODEL_NOT_FOUND');
});
