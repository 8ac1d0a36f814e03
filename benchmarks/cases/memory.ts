/**
 * Peak resident memory of a whole process during one analysis step at (Nm, Ne, Nd) = (101770, 500, 1000), over the bytes of
 * the ensemble in doubles. The process has made its data and done the step before; its peak is then set back.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { BenchmarkCase } from '../harness/benchmarkCase.ts';
import type { CaseResult } from '../harness/comparison.ts';
import { type Contender, LeftOut } from '../harness/contender.ts';
import type { Session } from '../harness/session.ts';
import type { Figure, Target } from '../harness/target.ts';
import { oursContender } from '../ours/oursContender.ts';
import type { AnalysisWork } from '../ours/work.ts';
import { pythonContender } from '../peers/pythonContender.ts';

const SIZES = { parameters: 101_770, members: 500, data: 1000 } as const;
const ENSEMBLE_BYTES = 8 * SIZES.parameters * SIZES.members;
const THREADS = 2;

const ours = (name: string, settings: Pick<AnalysisWork, 'precision' | 'inPlace' | 'kept'>): Contender =>
  oursContender(name, { work: 'analysis', backend: 'wasm', threads: THREADS, ...SIZES, ...settings });
/** `frugal`: the setting that takes the least memory, on the one ensemble that there is. */
const peer = (name: string): Contender =>
  pythonContender(name, { work: 'analysis', peer: name, dtype: 'float64', frugal: true, ...SIZES }, THREADS);

const against = 'the bytes of the ensemble in doubles';
const MEASURED: readonly { readonly contender: Contender; readonly target: Target }[] = [
  {
    contender: ours('EnKit, in place', { precision: 'f64', inPlace: true }),
    target: { what: 'peak memory, in place', against, sense: 'at most', bound: 1.25, unit: 'x' },
  },
  {
    contender: ours('EnKit, in place, kept in f32', { precision: 'f32', inPlace: true, kept: 'f32' }),
    target: {
      what: 'peak memory, in place, ensemble kept in f32',
      against,
      sense: 'at most',
      bound: 1.25,
      stretch: 0.65,
      unit: 'x',
    },
  },
];

const OTHERS: readonly Contender[] = [
  ours('EnKit, two buffers', { precision: 'f64', inPlace: false }),
  peer('pyesmda'),
  peer('iterative_ensemble_smoother'),
  peer('numpy'),
];

function peakBytes(pid: number): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return 1024 * Number(kibibytes);
}

/** The peak of one step over the ensemble's bytes. Throws LeftOut. */
async function peakOf(contender: Contender, session: Session): Promise<number> {
  if (process.platform !== 'linux') throw new LeftOut('the peak of a process is read from /proc, which Linux has');
  session.progress(`prepares ${contender.name}`);
  const { pid = 0, run, close } = await contender.prepare(session);
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
    await run();
    return peakBytes(pid) / ENSEMBLE_BYTES;
  } finally {
    await close();
  }
}

async function figureOf({ contender, target }: (typeof MEASURED)[number], session: Session): Promise<Figure> {
  try {
    return { ...target, values: [await peakOf(contender, session)] };
  } catch (error) {
    if (!(error instanceof LeftOut)) throw error;
    return { ...target, values: [], missing: error.message };
  }
}

async function noteOf(contender: Contender, session: Session): Promise<string> {
  try {
    return `${contender.name}: ${(await peakOf(contender, session)).toFixed(2)} x the ensemble`;
  } catch (error) {
    if (!(error instanceof LeftOut)) throw error;
    return `${contender.name} is left out: ${error.message}`;
  }
}

/** A first process compiles what the others find compiled: whoever loads TypeScript holds its compiler in memory. */
async function compile(session: Session): Promise<void> {
  const sizes = { parameters: 8, members: 8, data: 8 };
  const work = { work: 'analysis', backend: 'wasm', precision: 'f64', inPlace: true, threads: THREADS } as const;
  try {
    await (await oursContender('', { ...work, ...sizes }).prepare(session)).close();
  } catch (error) {
    if (!(error instanceof LeftOut)) throw error;
  }
}

async function* run(session: Session): AsyncGenerator<CaseResult> {
  await compile(session);
  const figures: Figure[] = [];
  for (const measured of MEASURED) figures.push(await figureOf(measured, session));
  const notes: string[] = [];
  for (const contender of OTHERS) notes.push(await noteOf(contender, session));
  yield { tables: [], figures, notes };
}

export const memory: BenchmarkCase = {
  name: 'memory',
  about: 'peak resident memory of a process that does one analysis step at (Nm, Ne, Nd) = (101770, 500, 1000)',
  targets: MEASURED.map(({ target }) => target),
  run,
};
