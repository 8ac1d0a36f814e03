/**
 * How long the coordinator's event loop stands still during one analysis step: as long its live page, metrics and signals wait.
 * Of each round the longest time.
 */
import type { BenchmarkCase } from '../harness/benchmarkCase.ts';
import type { CaseResult } from '../harness/comparison.ts';
import { LeftOut } from '../harness/contender.ts';
import type { Session } from '../harness/session.ts';
import type { Figure, Target } from '../harness/target.ts';
import { oursContender } from '../ours/oursContender.ts';

const ROUNDS = 5;
const THREADS = 2;
const SIZES = [
  { parameters: 481, members: 1000, data: 200 },
  { parameters: 101_770, members: 500, data: 1000 },
  { parameters: 10_000, members: 4000, data: 1000 },
] as const;
type Size = (typeof SIZES)[number];

const targetOf = ({ parameters }: Size): Target => ({
  what: `${parameters}: longest pause in a step`,
  against: 'the clock',
  sense: 'at most',
  bound: 0.05,
  unit: 's',
});

async function figureOf(size: Size, session: Session): Promise<Figure> {
  const work = { work: 'analysis', backend: 'wasm', precision: 'f64', inPlace: false, threads: THREADS } as const;
  try {
    const { longestPause, close } = await oursContender('EnKit', { ...work, ...size }).prepare(session);
    const values: number[] = [];
    for (let round = 0; round < (session.rounds ?? ROUNDS); round++) values.push((await longestPause?.()) ?? NaN);
    await close();
    return { ...targetOf(size), values };
  } catch (error) {
    if (!(error instanceof LeftOut)) throw error;
    return { ...targetOf(size), values: [], missing: error.message };
  }
}

async function* run(session: Session): AsyncGenerator<CaseResult> {
  const figures: Figure[] = [];
  for (const size of SIZES) figures.push(await figureOf(size, session));
  yield { tables: [], figures, notes: [] };
}

export const eventLoop: BenchmarkCase = {
  name: 'event-loop',
  about: "how long the coordinator's event loop stands still during one analysis step on two threads",
  targets: SIZES.map(targetOf),
  run,
};
