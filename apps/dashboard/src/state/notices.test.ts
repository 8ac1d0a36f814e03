import { describe, expect, test } from 'vitest';
import { progress, RUN, stepEvent } from '../testSupport/samples.ts';
import { noticesOf } from './notices.ts';
import type { NodeProgress, NodeStanding, PageEvent } from './pageEvent.ts';
import { INITIAL_STATE } from './pageState.ts';
import { reduce } from './reduce.ts';

function textsAfter(...events: readonly PageEvent[]): string[] {
  return noticesOf(events.reduce(reduce, INITIAL_STATE)).map(({ text }) => text);
}

const node = (name: string, standing: NodeStanding): NodeProgress => ({
  node: name,
  members: 1,
  membersPerSecond: 1,
  standing,
  silentSeconds: 21.4,
});

describe('what deserves a look', () => {
  test('that a healthy run has nothing', () => {
    expect(
      textsAfter(RUN, { type: 'progress', progress: progress({ nodes: [node('a', 'present')] }) }, stepEvent(1)),
    ).toEqual([]);
  });

  test('that failed members are counted by code, those of the step in hand with them', () => {
    const failures = { byCode: { MEMBER_TIMEOUT: 2, MEMBER_OOM: 1 }, rows: [] };
    const step = { ...(stepEvent(1) as Extract<PageEvent, { type: 'step' }>), failures };
    expect(textsAfter(step)).toEqual(['3 member evaluations failed: 2 × MEMBER_TIMEOUT, 1 × MEMBER_OOM.']);
    expect(textsAfter({ type: 'progress', progress: progress({ failed: 1 }) })).toEqual([
      '1 member evaluation failed in this step.',
    ]);
  });

  test('that silent and departed nodes are named, and when no node is left', () => {
    const nodes = [node('a', 'silent'), node('b', 'gone'), node('c', 'present')];
    expect(textsAfter({ type: 'progress', progress: progress({ nodes }) })).toEqual([
      'Nothing came from a for 21 s.',
      'b has left; 2 nodes are there.',
    ]);
    expect(textsAfter({ type: 'progress', progress: progress({ nodes: [node('b', 'gone')] }) })).toEqual([
      'b has left; no node is there.',
    ]);
  });

  test('that late members are counted', () => {
    expect(textsAfter({ type: 'progress', progress: progress({ late: 1 }) })).toEqual([
      '1 member takes much longer than usual.',
    ]);
  });

  test('that a collapse is dated', () => {
    expect(textsAfter(stepEvent(4, { collapsed: true }))).toEqual([expect.stringMatching(/collapsed since step 4/)]);
  });

  test('that a test error that rises for good is told, and a single peak is not', () => {
    const steps = (values: readonly number[]): PageEvent[] =>
      values.map((rmseTest, k) => stepEvent(k + 1, { rmseTest, rmseTrain: 0.1, plannedSteps: 50 }));
    expect(textsAfter(...steps([1, 0.5, 0.8, 0.9, 0.9, 1]))).toEqual(['The test RMSE is 100 % above the best so far.']);
    expect(textsAfter(...steps([1, 0.5, 0.9, 0.5, 0.4, 0.4]))).toEqual([]);
  });

  test('that an end before its time comes first', () => {
    const late: PageEvent = { type: 'progress', progress: progress({ failed: 1 }) };
    expect(textsAfter(late, { type: 'ended', ending: { kind: 'failed', message: 'TOO_FEW_MEMBERS: ...' } })[0]).toBe(
      'The run failed: TOO_FEW_MEMBERS: ...',
    );
    expect(textsAfter({ type: 'ended', ending: { kind: 'interrupted', step: 7 } })).toEqual([
      expect.stringMatching(/interrupted after step 7/),
    ]);
  });
});
