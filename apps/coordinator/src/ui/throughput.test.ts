import type { EvaluationProgress } from '@enkit/contracts';
import { describe, expect, test } from 'vitest';
import { Throughput } from './throughput.ts';

function batch(done: number, node = 'a:1', changes: Partial<EvaluationProgress> = {}): EvaluationProgress {
  return { step: 1, purpose: 'assimilate', done, failed: 0, total: 100, node, ...changes };
}

/** Ten batches of ten members, one a second, in turn by the nodes. */
function stepOf(throughput: Throughput, step: number, begin: number, nodes: readonly string[] = ['a:1']): number {
  for (let k = 1; k <= 10; k++) throughput.observe(batch(10 * k, nodes[k % nodes.length], { step }), begin + k);
  throughput.stepDone(step, begin + 10);
  return begin + 10;
}

describe('the throughput', () => {
  test('that members are credited to the node that sent them', () => {
    const throughput = new Throughput(0);
    stepOf(throughput, 1, 0, ['a:1', 'b:2']);
    const { nodes, membersPerSecond } = throughput.progress(10);
    expect(nodes.map(({ node, members }) => [node, members])).toEqual([
      ['a:1', 50],
      ['b:2', 50],
    ]);
    expect(Math.abs(membersPerSecond - 10)).toBeLessThan(1);
    expect(nodes[0].membersPerSecond + nodes[1].membersPerSecond).toBeCloseTo(membersPerSecond);
  });

  test('that every evaluation counts from nothing, also a second one of the same step', () => {
    const throughput = new Throughput(0);
    throughput.observe(batch(60, 'a:1', { failed: 5 }), 1);
    throughput.observe(batch(5, 'a:1', { purpose: 'resample-1', total: 5 }), 2);
    expect(throughput.progress(2)).toMatchObject({ done: 5, total: 5, nodes: [{ members: 65 }] });
  });

  test('that between steps no members are in hand', () => {
    const throughput = new Throughput(0);
    const now = stepOf(throughput, 1, 0);
    expect(throughput.progress(now + 5)).toMatchObject({ step: 2, done: 0, total: 0, late: 0 });
  });

  test('that members are late when nothing comes for much longer than ever before', () => {
    const throughput = new Throughput(0);
    const now = stepOf(throughput, 1, 0);
    throughput.observe(batch(70, 'a:1', { step: 2 }), now + 1);
    expect(throughput.progress(now + 3).late).toBe(0);
    expect(throughput.progress(now + 5).late).toBe(30);
    throughput.observe(batch(80, 'a:1', { step: 2 }), now + 6);
    expect(throughput.progress(now + 7).late).toBe(0);
  });

  test('that in the first evaluation nobody knows what is late', () => {
    const throughput = new Throughput(0);
    expect(throughput.progress(1000).late).toBe(0);
  });

  test('that a long update is no silence of the nodes', () => {
    const throughput = new Throughput(0);
    const now = stepOf(throughput, 1, 0);
    expect(throughput.progress(now + 500).nodes[0]).toMatchObject({ standing: 'present', silentSeconds: 0 });
    throughput.stepDone(1, now + 500);
    throughput.observe(batch(10, 'a:1', { step: 2 }), now + 501);
    expect(throughput.progress(now + 502).nodes[0]).toMatchObject({ standing: 'present', silentSeconds: 1 });
  });

  test('that a node that was killed falls silent while another goes on', () => {
    const throughput = new Throughput(0);
    const now = stepOf(throughput, 1, 0, ['a:1', 'b:2']);
    for (let k = 1; k <= 30; k++) throughput.observe(batch(k, 'a:1', { step: 2 }), now + k);
    expect(throughput.progress(now + 30).nodes.map(({ node, standing }) => [node, standing])).toEqual([
      ['a:1', 'present'],
      ['b:2', 'silent'],
    ]);
  });

  test('that a queue that knows its nodes shows the idle and tells the departed', () => {
    const throughput = new Throughput(0);
    const now = stepOf(throughput, 1, 0, ['a:1', 'b:2']);
    const known = [
      { node: 'a:1', threads: 4, standing: 'present' },
      { node: 'c:3', threads: 8, standing: 'draining' },
    ] as const;
    expect(throughput.progress(now, known).nodes).toMatchObject([
      { node: 'a:1', threads: 4, standing: 'present', members: 50 },
      { node: 'b:2', standing: 'gone', members: 50 },
      { node: 'c:3', threads: 8, standing: 'draining', members: 0, membersPerSecond: 0 },
    ]);
  });

  test('that of very many nodes those that left are left out first', () => {
    const throughput = new Throughput(0);
    for (let k = 0; k < 300; k++) throughput.observe(batch(k + 1, `n${k}`, { total: 1000 }), 1);
    const known = Array.from({ length: 150 }, (_, k) => ({
      node: `n${k + 150}`,
      threads: 1,
      standing: 'present' as const,
    }));
    const { nodes } = throughput.progress(2, known);
    expect([nodes.length, nodes.filter(({ standing }) => standing === 'present').length]).toEqual([200, 150]);
  });
});
