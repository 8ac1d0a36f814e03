import { createSharedMatrix } from '@enkit/numerics';
import { afterAll, expect, it } from 'vitest';
import { contextOf, randomMembers, requestOf } from '../testing/requests.ts';
import { createForwardPool } from './forwardPool.ts';

const MEBIBYTE = 2 ** 20;
const pool = createForwardPool({ threads: 2 });
afterAll(() => pool.close());

it('that ensembles of steps long past leave the memory, here and on the threads', { timeout: 120_000 }, async () => {
  const context = contextOf({ type: 'mlp', layers: [1, 1], activation: 'tanh', outputActivation: 'identity' }, 3);
  const before = process.memoryUsage.rss();
  let most = 0;
  for (let step = 1; step <= 48; step++) {
    const parameters = createSharedMatrix(2 ** 21, 2);
    parameters.data.fill(step);
    await pool.evaluate(
      { context, request: { ...requestOf(randomMembers(2, 2)), step, parameters, members: Uint32Array.of(0, 1) } },
      new AbortController().signal,
    );
    most = Math.max(most, process.memoryUsage.rss() - before);
  }
  // 48 ensembles of 32 MiB were made; 8 may be waiting for a collection.
  expect(most / MEBIBYTE).toBeLessThan(24 * 32);
});
