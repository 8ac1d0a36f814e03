import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MetricsLog } from './metricsLog.ts';
import { rejectionOf } from './testSupport/codes.ts';
import { stepRecord } from './testSupport/exampleRun.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enkit-metrics-'));
  file = join(folder, 'metrics.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

async function logOf(steps: number): Promise<MetricsLog> {
  const log = new MetricsLog(file);
  for (let step = 1; step <= steps; step++) await log.append(stepRecord(step));
  return log;
}

async function stepsIn(log: MetricsLog): Promise<readonly number[]> {
  return (await log.read()).map(({ step }) => step);
}

describe('the metrics log', () => {
  test('that records come back as they were, with NaN, infinity and -0, and a message "NaN" stays a text', async () => {
    const log = await logOf(3);
    expect(await log.read()).toStrictEqual([1, 2, 3].map(stepRecord));
  });

  test('that every line is JSON for any program', async () => {
    await logOf(2);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { step: number }).step)).toEqual([1, 2]);
  });

  test('that appends which are not awaited keep their order', async () => {
    const log = new MetricsLog(file);
    await Promise.all(Array.from({ length: 20 }, (_, k) => log.append(stepRecord(k + 1))));
    expect(await stepsIn(log)).toEqual(Array.from({ length: 20 }, (_, k) => k + 1));
  });

  test('that an absent or empty log has no steps', async () => {
    expect(await new MetricsLog(file).read()).toEqual([]);
    await writeFile(file, '');
    expect(await new MetricsLog(file).read()).toEqual([]);
  });

  test('that a last line cut at any byte is not read, and is cut off by the next append', async () => {
    await logOf(2);
    const whole = await readFile(file);
    const second = whole.indexOf('\n') + 1;
    for (let length = second; length < whole.length; length++) {
      await writeFile(file, whole.subarray(0, length));
      const log = new MetricsLog(file);
      expect(await stepsIn(log)).toEqual([1]);
      await log.append(stepRecord(2));
      expect((await readFile(file)).equals(whole)).toBe(true);
    }
  });

  test('that what a power failure leaves of a line (zero bytes) is cut off too', async () => {
    await logOf(2);
    await appendFile(file, Buffer.alloc(500));
    const log = new MetricsLog(file);
    await log.append(stepRecord(3));
    expect(await stepsIn(log)).toEqual([1, 2, 3]);
  });

  test('that after truncateAfter no later step is there, and the log goes on from it', async () => {
    await logOf(5);
    await appendFile(file, '{"step":6,"al');
    const log = new MetricsLog(file);
    await log.truncateAfter(3);
    expect(await stepsIn(log)).toEqual([1, 2, 3]);
    await log.append(stepRecord(4));
    expect(await stepsIn(log)).toEqual([1, 2, 3, 4]);
    await log.truncateAfter(9);
    expect(await stepsIn(log)).toEqual([1, 2, 3, 4]);
    await log.truncateAfter(0);
    expect(await readFile(file, 'utf8')).toBe('');
  });

  test('that truncateAfter removes a torn line when no step is later', async () => {
    await logOf(2);
    const whole = await readFile(file);
    await appendFile(file, '{"st');
    await new MetricsLog(file).truncateAfter(2);
    expect((await readFile(file)).equals(whole)).toBe(true);
  });

  test('that a damaged line in the middle is RUN_CORRUPT with its number', async () => {
    const log = await logOf(1);
    for (const line of ['{"step":2', '[]', '{"step":"2"}', '']) {
      await appendFile(file, `${line}\n`);
      await expect(log.read()).rejects.toThrow(/metrics\.jsonl:2: RUN_CORRUPT/);
      await truncate(file, (await readFile(file)).indexOf('\n') + 1);
    }
  });

  test('that a log which cannot be written is told by code', async () => {
    expect(await rejectionOf(new MetricsLog(join(folder, 'none', 'm.jsonl')).append(stepRecord(1)))).toBe(
      'OUTPUT_UNWRITABLE',
    );
  });
});
