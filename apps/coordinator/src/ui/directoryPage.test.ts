import type { PageEvent } from '@enkit/dashboard';
import { openRun } from '@enkit/storage';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { resumeRun } from '../run/resumeRun.ts';
import { showDirectory } from './directoryPage.ts';
import { createRecordedPage, type RecordedPage } from './testSupport/recordedPage.ts';
import { runSmall, temporaryFolder } from './testSupport/smallRun.ts';

/** The first fit waits for a thread to start. */
const PATIENCE = { timeout: 30_000 };

interface Shown {
  readonly page: RecordedPage;
  readonly stop: () => Promise<void>;
}

async function show(directory: string): Promise<Shown> {
  const page = createRecordedPage();
  const abort = new AbortController();
  const showing = showDirectory(await openRun(directory, directory), page, abort.signal);
  const stop = (): Promise<void> => {
    abort.abort();
    return showing;
  };
  onTestFinished(stop);
  return { page, stop };
}

/** Interrupts the run after its third step. */
async function interruptedRun(): Promise<string> {
  const out = join(await temporaryFolder(), 'run');
  const abort = new AbortController();
  const end = await runSmall({
    out,
    signal: abort.signal,
    listen: (event) => {
      if (event.type === 'step' && event.record.step === 3) abort.abort();
    },
  });
  expect(end.kind).toBe('interrupted');
  return out;
}

describe('the page of a run directory', () => {
  test('that a finished run is shown whole, with the fit of its final ensemble', async () => {
    const out = join(await temporaryFolder(), 'run');
    const end = await runSmall({ out });
    const { page } = await show(out);
    await expect.poll(() => page.ofType('fit'), PATIENCE).toMatchObject([{ step: 6, fits: [{ kind: 'curve' }] }]);
    expect(page.events.slice(0, 2)).toMatchObject([
      { type: 'run', run: { name: 'small', source: 'a test', members: 20 } },
      { type: 'following' },
    ]);
    expect(page.ofType('step').map(({ point }) => point.step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(page.ofType('ended')).toMatchObject([{ ending: { kind: 'finished', result: { steps: 6 } } }]);
    const [fit] = page.ofType('fit')[0].fits;
    if (fit.kind !== 'curve' || end.kind !== 'finished') throw new Error('expected a curve of a finished run');
    const squares = fit.mean.map((value, k) => (Number(value) - Number(fit.truth?.[k])) ** 2);
    const rmse = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
    expect(rmse / end.result.rmse.test).toBeCloseTo(1, 2);
  });

  test('that a run that goes on is followed: newest checkpoint, new steps, and its end', async () => {
    const out = await interruptedRun();
    const { page } = await show(out);
    await expect.poll(() => page.ofType('fit').map(({ step }) => step), PATIENCE).toEqual([3]);
    expect(page.ofType('ended').map(({ ending }) => ending)).toEqual([{ kind: 'interrupted', step: 3 }]);
    await resumeRun({
      run: await openRun(out, out),
      command: 'test',
      listen: () => undefined,
      signal: new AbortController().signal,
    });
    await expect.poll(() => page.ofType('ended').at(-1)?.ending.kind, PATIENCE).toBe('finished');
    const again = page.events.slice(1 + page.events.findLastIndex(({ type }) => type === 'restart'));
    expect(again.flatMap((event) => (event.type === 'step' ? [event.point.step] : []))).toEqual([1, 2, 3, 4, 5, 6]);
    await expect.poll(() => page.ofType('fit').at(-1)?.step, PATIENCE).toBe(6);
  });

  test('that a run that had ended and is computed again is told anew, as running', async () => {
    const out = await interruptedRun();
    const { page } = await show(out);
    await expect.poll(() => page.ofType('ended').length, PATIENCE).toBe(1);
    await (await openRun(out, out)).update({ status: 'running' });
    await expect.poll(() => page.ofType('restart').length, PATIENCE).toBe(1);
    const again = (): PageEvent[] => page.events.slice(1 + page.events.findLastIndex(({ type }) => type === 'restart'));
    await expect.poll(() => again().filter(({ type }) => type === 'step').length, PATIENCE).toBe(3);
    expect(again().map(({ type }) => type)).not.toContain('ended');
  });

  test('that a run without its data is shown without the fit, and says why once', async () => {
    const out = join(await temporaryFolder(), 'run');
    await runSmall({ out });
    await rm(join(out, 'problem.json'));
    const { page } = await show(out);
    await expect.poll(() => page.ofType('log').filter(({ line }) => line.level === 'warning').length, PATIENCE).toBe(1);
    expect(page.ofType('log').at(-1)?.line.text).toMatch(/RUN_CORRUPT/);
    expect(page.ofType('step')).toHaveLength(6);
  });
});
