/** That the sizes which doctor tells follow the settings of the queue. */
import type { RunSizing } from '@enkit/contracts';
import { expect, it } from 'vitest';
import { enkit, temporaryFolder } from './support/enkit.ts';
import { SMALL, writeExperiment } from './support/smallExperiment.ts';

it('that doctor counts Redis and workers with the bytes in flight that the experiment allows', async () => {
  const folder = temporaryFolder();
  const large = SMALL.replace('size: 30', 'size: 20000');
  const sizeOf = async (queue: string): Promise<RunSizing> => {
    const file = writeExperiment(folder, `${large}evaluation: { queue: { redis: "redis://h:6379"${queue} } }\n`);
    return (JSON.parse((await enkit(['doctor', file, '--json'], folder)).stdout) as { run: RunSizing }).run;
  };
  const [bounded, free] = [await sizeOf(', megabytesInFlight: 1'), await sizeOf('')];
  expect(bounded.redis.payload).toBe(2 * 2 ** 20);
  expect(free.redis.payload).toBeGreaterThan(bounded.redis.payload);
  expect(free.worker).toBeGreaterThan(bounded.worker);
});
