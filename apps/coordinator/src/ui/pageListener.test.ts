import type { EvaluationProgress, StepRecord } from '@enkit/contracts';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createPageListener, type PageListener } from './pageListener.ts';
import { createRecordedPage } from './testSupport/recordedPage.ts';
import { runSmall, temporaryFolder } from './testSupport/smallRun.ts';

const listeners: PageListener[] = [];
afterEach(() => listeners.splice(0).forEach((listener) => listener.close()));

function listen() {
  const page = createRecordedPage();
  const listener = createPageListener(page);
  listeners.push(listener);
  return { page, listener };
}

const RECORD: StepRecord = {
  step: 3,
  plannedSteps: 10,
  alpha: 2,
  inverseAlphaSum: 1.5,
  members: 28,
  observations: 40,
  rmseForecast: 0.123456789,
  coverageForecast: Number.NaN,
  misfit: Infinity,
  spread: 0.1,
  parameterSpread: 0.5,
  condition: 10,
  collapsed: false,
  passes: 90,
  failures: Array.from({ length: 120 }, (_, member) => ({
    status: 'failed',
    code: member % 3 === 0 ? 'MEMBER_OOM' : 'MEMBER_THREW',
    message: 'no',
    node: 'a:1',
    member,
  })),
  seconds: { evaluate: 1, assimilate: 0.5, record: 0.1 },
  elapsedSeconds: 6,
};

function batch(done: number): EvaluationProgress {
  return { step: 1, purpose: 'assimilate', done, failed: 0, total: 30, node: 'a:1' };
}

describe('the listener of a live page', () => {
  test('that a whole run is told: what it is, its steps, its fit and its end', async () => {
    const { page, listener } = listen();
    const out = join(await temporaryFolder(), 'run');
    await runSmall({ out, listen: listener.listen });
    expect(page.ofType('run')).toMatchObject([
      { run: { name: 'small', method: 'eki', members: 20, parameters: 13, observations: 40, directory: out } },
    ]);
    expect(page.ofType('step').map(({ point }) => point.step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(page.ofType('ended')).toMatchObject([{ ending: { kind: 'finished', result: { steps: 6 } } }]);
    expect(page.offered('fit')).toMatchObject({
      type: 'fit',
      step: 6,
      fits: [{ kind: 'curve', output: { name: 'y' } }],
    });
    expect(page.offered('progress')).toMatchObject({ progress: { nodes: [{ members: 120 }] } });
    const log = page.ofType('log').map(({ line }) => line.text);
    expect(log[0]).toBe('small started: eki, 20 members');
    expect(log.at(-1)).toBe('finished after 6 steps: steps done');
  });

  test('that numbers are rounded for the screen, and those that are none are null', () => {
    const { page, listener } = listen();
    listener.listen({ type: 'step', record: RECORD });
    expect(page.ofType('step')[0].point).toMatchObject({ rmseForecast: 0.12346, coverageForecast: null, misfit: null });
  });

  test('that of very many failures all are counted and some are shown', () => {
    const { page, listener } = listen();
    listener.listen({ type: 'step', record: RECORD });
    const [{ failures }] = page.ofType('step');
    expect(failures.byCode).toEqual({ MEMBER_OOM: 40, MEMBER_THREW: 80 });
    expect(failures.rows).toHaveLength(100);
    const warnings = page.ofType('log').filter(({ line }) => line.level === 'warning');
    expect(warnings.map(({ line }) => line.text).at(-1)).toBe('and 115 more in step 3');
  });

  test('that batches are counted although progress is only offered', () => {
    const { page, listener } = listen();
    for (let done = 1; done <= 30; done++) listener.listen({ type: 'progress', progress: batch(done) });
    expect(page.events).toEqual([]);
    expect(page.offered('progress')).toMatchObject({ progress: { done: 30, nodes: [{ node: 'a:1', members: 30 }] } });
  });

  test('that many quick steps do not flood the log', () => {
    const { page, listener } = listen();
    for (let step = 1; step <= 500; step++)
      listener.listen({ type: 'step', record: { ...RECORD, step, failures: [] } });
    expect(page.ofType('step')).toHaveLength(500);
    expect(page.ofType('log').length).toBeLessThan(20);
  });

  test('that warnings, notices and slow checkpoints reach the log with their weight', () => {
    const { page, listener } = listen();
    listener.listen({ type: 'warning', message: 'take care' });
    listener.listen({
      type: 'notice',
      kind: 'worker-joined',
      routine: true,
      message: 'worker b:2 joined with 4 threads',
    });
    listener.listen({ type: 'notice', kind: 'trouble', routine: false, message: 'redis is gone' });
    listener.listen({ type: 'checkpoint', step: 1, seconds: 0.01, bytes: 100 });
    listener.listen({ type: 'checkpoint', step: 2, seconds: 12, bytes: 100 });
    expect(page.ofType('log').map(({ line }) => [line.level, line.text])).toEqual([
      ['warning', 'take care'],
      ['info', 'worker b:2 joined with 4 threads'],
      ['warning', 'redis is gone'],
      ['info', 'checkpoint of step 2 written in 12 s'],
    ]);
  });

  test('that an interruption and a failure are told as what they are', () => {
    const { page, listener } = listen();
    listener.ended({ kind: 'interrupted', run: 'r', step: 4, directory: '/r' });
    listener.ended(new Error('TOO_FEW_MEMBERS: got 3'));
    expect(page.ofType('ended').map(({ ending }) => ending)).toEqual([
      { kind: 'interrupted', step: 4 },
      { kind: 'failed', message: 'TOO_FEW_MEMBERS: got 3' },
    ]);
  });
});
