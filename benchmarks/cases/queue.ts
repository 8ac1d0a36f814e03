/** What the queue costs: 10,000 members of 1-20-20-1 on two threads, bare, through the queue of a process, through Redis. */
import { comparisonCase } from '../harness/benchmarkCase.ts';
import { oursContender } from '../ours/oursContender.ts';
import type { EvaluationWork } from '../ours/work.ts';

const NETWORK = { layers: [1, 20, 20, 1], activation: 'tanh', members: 10_000, points: 200, weightScale: 2 } as const;
const BARE = 'bare threads';
const IN_PROCESS = 'queue, shared memory';
const BULLMQ = 'queue, BullMQ on Redis';

const through = (name: EvaluationWork['through']): EvaluationWork => ({
  work: 'evaluation',
  through: name,
  threads: 2,
  ...NETWORK,
});

export const queue = comparisonCase('queue', '10,000 members of 1-20-20-1 through the queue, on two worker threads', [
  {
    title: 'evaluation of 10,000 members of 1-20-20-1, 200 points, 2 threads',
    unit: 'all members once',
    rounds: 9,
    contenders: [
      oursContender(BARE, through('threads')),
      oursContender(IN_PROCESS, through('in-process')),
      oursContender(BULLMQ, through('bullmq')),
    ],
    targets: [
      { what: 'members in shared memory', ours: [IN_PROCESS], peers: [BARE], bound: 0.95 },
      { what: 'members through Redis', ours: [BULLMQ], peers: [BARE], bound: 0.6, stretch: 0.8 },
    ],
  },
]);
