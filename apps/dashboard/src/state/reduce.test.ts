import { describe, expect, test } from 'vitest';
import { curveFit, progress, RUN, stepEvent } from '../testSupport/samples.ts';
import type { PageEvent } from './pageEvent.ts';
import { INITIAL_STATE, remainingSeconds, type PageState } from './pageState.ts';
import { FAILURE_LIMIT, LOG_LIMIT, reduce } from './reduce.ts';

function fold(...events: readonly PageEvent[]): PageState {
  return events.reduce(reduce, INITIAL_STATE);
}

const RESULT = {
  steps: 10,
  stoppedBy: 'steps done',
  seconds: 20,
  passes: 300,
  rmse: { train: 0.1, test: 0.2 },
  r2: { train: 0.99, test: 0.98 },
  coverage90: 0.9,
  spreadTest: 0.1,
};
const FINISHED: PageEvent = { type: 'ended', ending: { kind: 'finished', result: RESULT } };

describe('the state of the page', () => {
  test('that every event of a run leads to names its phase', () => {
    const phases: string[] = [];
    const events: readonly PageEvent[] = [
      RUN,
      { type: 'progress', progress: progress({ done: 10 }) },
      { type: 'progress', progress: progress({ done: 30 }) },
      stepEvent(1),
      { type: 'progress', progress: progress({ step: 2, done: 30 }) },
      stepEvent(10),
      FINISHED,
    ];
    events.reduce((state, event) => {
      const next = reduce(state, event);
      phases.push(next.phase);
      return next;
    }, INITIAL_STATE);
    const expected = ['starting', 'evaluating', 'assimilating', 'evaluating', 'assimilating', 'scoring', 'finished'];
    expect(phases).toEqual(expected);
  });

  test('that a step ends the count of its members', () => {
    const state = fold(RUN, { type: 'progress', progress: progress({ done: 30, failed: 2, late: 1 }) }, stepEvent(1));
    expect(state.progress).toMatchObject({ step: 2, done: 0, failed: 0, late: 0, total: 0, membersPerSecond: 15 });
  });

  test('that between evaluations nothing is said of a phase', () => {
    const state = fold(stepEvent(10), { type: 'progress', progress: progress({ step: 11, total: 0 }) });
    expect(state.phase).toBe('scoring');
  });

  test('that once it has ended no late word of the nodes reopens it', () => {
    const nodes = [{ node: 'a:1', members: 3, membersPerSecond: 2, standing: 'silent', silentSeconds: 20 }] as const;
    const state = fold(
      { type: 'progress', progress: progress({ nodes, done: 3, late: 2 }) },
      { type: 'ended', ending: { kind: 'interrupted', step: 3 } },
      { type: 'progress', progress: progress({ done: 5 }) },
    );
    expect(state.phase).toBe('interrupted');
    const ended = fold({ type: 'progress', progress: progress({ nodes, late: 2 }) }, FINISHED);
    expect(ended.progress).toMatchObject({ late: 0, membersPerSecond: 0 });
    expect(ended.progress?.nodes).toMatchObject([{ members: 3, membersPerSecond: 0, standing: 'present' }]);
  });

  test('that follows a directory stays running until that tells of an end', () => {
    const running = fold(RUN, { type: 'following' }, stepEvent(1), stepEvent(10));
    expect(running).toMatchObject({ following: true, phase: 'running' });
    expect(reduce(running, FINISHED).phase).toBe('finished');
  });

  test('that is told to restart forgets everything', () => {
    expect(fold(RUN, stepEvent(1), { type: 'restart' })).toEqual(INITIAL_STATE);
  });

  test('that meets an event of a later version skips it', () => {
    const state = fold(RUN);
    expect(reduce(state, JSON.parse('{"type":"of-tomorrow"}') as PageEvent)).toBe(state);
  });

  test('that failures are counted all, by code, and the latest are kept', () => {
    const row = (member: number) => ({ step: 1, member, code: 'MEMBER_THREW', message: 'no', node: 'a:1' });
    const failing = (member: number): PageEvent => ({
      ...(stepEvent(member + 1) as Extract<PageEvent, { type: 'step' }>),
      failures: { byCode: { MEMBER_THREW: 2, MEMBER_OOM: 1 }, rows: [row(member)] },
    });
    const { failures } = fold(...Array.from({ length: FAILURE_LIMIT + 5 }, (_, k) => failing(k)));
    expect(failures.total).toBe(3 * (FAILURE_LIMIT + 5));
    expect(failures.byCode).toEqual({ MEMBER_THREW: 2 * (FAILURE_LIMIT + 5), MEMBER_OOM: FAILURE_LIMIT + 5 });
    expect(failures.rows.map(({ member }) => member)).toEqual(Array.from({ length: FAILURE_LIMIT }, (_, k) => k + 5));
  });

  test('that the log keeps its end', () => {
    const lines = Array.from(
      { length: LOG_LIMIT + 3 },
      (_, k): PageEvent => ({
        type: 'log',
        line: { level: 'info', text: String(k) },
      }),
    );
    const { log } = fold(...lines);
    expect([log.length, log[0].text, log.at(-1)?.text]).toEqual([LOG_LIMIT, '3', String(LOG_LIMIT + 2)]);
  });

  test('that a collapse is dated from its beginning, and forgotten when the spread comes back', () => {
    const collapsed = fold(stepEvent(1), stepEvent(2, { collapsed: true }), stepEvent(3, { collapsed: true }));
    expect(collapsed.collapsedSince).toBe(2);
    expect(reduce(collapsed, stepEvent(4)).collapsedSince).toBeUndefined();
  });

  test('that the latest fit is shown and the earlier ones are frames', () => {
    const fit = (step: number): PageEvent => ({ type: 'fit', step, fits: [curveFit(step)] });
    const state = fold(fit(2), fit(4));
    expect(state).toMatchObject({ fitStep: 4, fits: [{ mean: [4, 4, 4] }] });
    expect(state.frames.map(({ step }) => step)).toEqual([2, 4]);
  });

  test('that it is bounded however long the run', () => {
    let state = fold(RUN);
    for (let step = 1; step <= 6000; step++) state = reduce(state, stepEvent(step, { plannedSteps: 6000 }));
    expect(JSON.stringify(state).length).toBeLessThan(200_000);
  });
});

describe('the time to go', () => {
  test('that is the pace of the latest steps times those to come, less what is done of the one in hand', () => {
    const steps = fold(RUN, stepEvent(1), stepEvent(2), stepEvent(4, { elapsedSeconds: 8 }));
    expect(remainingSeconds(steps)).toBeCloseTo(12);
    const begun = reduce(steps, { type: 'progress', progress: progress({ step: 5, done: 15 }) });
    expect(remainingSeconds(begun)).toBeCloseTo(11);
  });

  test('that is unknown without a plan, before two steps, and after the end', () => {
    const { plannedSteps: _planned, ...unplanned } = (stepEvent(2) as Extract<PageEvent, { type: 'step' }>).point;
    const failures = { byCode: {}, rows: [] };
    expect(remainingSeconds(fold(stepEvent(1)))).toBeUndefined();
    expect(remainingSeconds(fold(stepEvent(1), { type: 'step', point: unplanned, failures }))).toBeUndefined();
    expect(remainingSeconds(fold(stepEvent(1), stepEvent(2), FINISHED))).toBeUndefined();
  });
});
