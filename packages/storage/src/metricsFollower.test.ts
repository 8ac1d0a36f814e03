import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stringifyLossless } from './files/losslessJson.ts';
import { followMetrics } from './metricsFollower.ts';
import { MetricsLog } from './metricsLog.ts';
import { rejectionOf } from './testSupport/codes.ts';
import { stepRecord } from './testSupport/exampleRun.ts';

let directory: string;
let file: string;
let log: MetricsLog;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'enkit-follow-'));
  file = join(directory, 'metrics.jsonl');
  log = new MetricsLog(file);
});
afterEach(() => rm(directory, { recursive: true }));

const append = async (...steps: number[]): Promise<void> => {
  for (const step of steps) await log.append(stepRecord(step));
};

describe('a follower of a metrics log', () => {
  test('that starts before there is a log waits for it', async () => {
    const follower = followMetrics(directory);
    expect(await follower.read()).toEqual({ restarted: false, records: [] });
    await append(1);
    expect(await follower.read()).toEqual({ restarted: false, records: [stepRecord(1)] });
  });

  test('that reads on gets every step once, to the last bit, and nothing when there is nothing new', async () => {
    const follower = followMetrics(directory);
    await append(1, 2);
    const first = await follower.read();
    await append(3);
    const second = await follower.read();
    expect([...first.records, ...second.records]).toStrictEqual([1, 2, 3].map(stepRecord));
    expect(await follower.read()).toEqual({ restarted: false, records: [] });
  });

  test('that comes while a line is being written gives it once it is whole', async () => {
    const follower = followMetrics(directory);
    const line = `${stringifyLossless(stepRecord(1))}\n`;
    await writeFile(file, line.slice(0, 40));
    expect((await follower.read()).records).toEqual([]);
    await appendFile(file, line.slice(40));
    expect((await follower.read()).records).toEqual([stepRecord(1)]);
  });

  test('that sees the log cut back begins again', async () => {
    const follower = followMetrics(directory);
    await append(1, 2, 3);
    await follower.read();
    await log.truncateAfter(1);
    expect(await follower.read()).toEqual({ restarted: true, records: [stepRecord(1)] });
    await append(2);
    expect(await follower.read()).toEqual({ restarted: false, records: [stepRecord(2)] });
  });

  test('that sees the log cut back and grown beyond its place again begins again too', async () => {
    const follower = followMetrics(directory);
    await append(1, 2);
    await follower.read();
    await truncate(file, 0);
    await append(4, 5, 6);
    expect(await follower.read()).toEqual({ restarted: true, records: [4, 5, 6].map(stepRecord) });
  });

  test('that meets a line longer than it reads at once gets it whole', async () => {
    const long = { ...stepRecord(1), note: 'x'.repeat(2 ** 23) };
    await writeFile(file, `${stringifyLossless(long)}\n`);
    expect((await followMetrics(directory).read()).records).toEqual([long]);
  });

  test('that meets a damaged line says which', async () => {
    const follower = followMetrics(directory);
    await append(1);
    await follower.read();
    await appendFile(file, 'no step\n');
    const rejection = follower.read();
    expect(await rejectionOf(rejection)).toBe('RUN_CORRUPT');
    await expect(rejection).rejects.toThrow(`${file}:2`);
  });
});
