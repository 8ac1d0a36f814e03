/** How long `enkit run` needs from the start of its process to the first evaluated members, beside other programs' starts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchmarkCase } from '../harness/benchmarkCase.ts';
import type { CaseResult } from '../harness/comparison.ts';
import type { Contender } from '../harness/contender.ts';
import { interleave } from '../harness/rounds.ts';
import type { Session } from '../harness/session.ts';
import { ratios, type Target } from '../harness/target.ts';

const ENKIT = fileURLToPath(new URL('../../apps/coordinator/bin/enkit.js', import.meta.url));
const EXPERIMENT = fileURLToPath(new URL('../../experiments/sine.yaml', import.meta.url));
/** What the log says of the first batch. */
const EVALUATED = 'members evaluated';
const ROUNDS = 9;
const NODE = 'node -e 0';
const RUN = 'enkit run';
const NUMPY = 'python -c "import scipy.linalg"';

const TARGETS: readonly Target[] = [
  { what: 'start to first evaluation', against: 'the clock', sense: 'at most', bound: 0.5, stretch: 0.3, unit: 's' },
  { what: 'the same in starts of Node', against: NODE, sense: 'at most', bound: 20, stretch: 12, unit: 'x' },
];

/** Seconds until the program's standard error shows `text`, or until its end. The program is ended then. */
async function secondsUntil(program: string, words: readonly string[], text?: string): Promise<number> {
  const began = performance.now();
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  let seconds: number | undefined;
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    told += part;
    if (text === undefined || !told.includes(text) || seconds !== undefined) return;
    seconds = (performance.now() - began) / 1000;
    child.kill('SIGKILL');
  });
  await once(child, 'close');
  if (text !== undefined && seconds === undefined)
    throw new Error(`${words.join(' ')} did not say "${text}":\n${told}`);
  return seconds ?? (performance.now() - began) / 1000;
}

function starter(name: string, detail: string, start: (session: Session) => Promise<number>): Contender {
  return {
    name,
    prepare: async (session) => {
      await start(session);
      return { detail, run: () => start(session), close: async () => undefined };
    },
  };
}

async function startRun(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'enkit-bench-'));
  const words = [ENKIT, 'run', EXPERIMENT, '--log-level', 'debug', '--out', join(folder, 'run')];
  try {
    return await secondsUntil(process.execPath, words, EVALUATED);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const CONTENDERS = [
  starter(RUN, 'experiments/sine.yaml, until the first batch is evaluated', startRun),
  starter(NODE, 'start and end of Node', () => secondsUntil(process.execPath, ['-e', '0'])),
  starter(NUMPY, 'what a script of a peer imports first', async (session) =>
    secondsUntil(await session.python(), ['-c', 'import scipy.linalg']),
  ),
];

async function* run(session: Session): AsyncGenerator<CaseResult> {
  const { timings, leftOut } = await interleave(CONTENDERS, session.rounds ?? ROUNDS, session);
  const of = (name: string): readonly number[] => timings.find((timing) => timing.name === name)?.seconds ?? [];
  const figures = [
    { ...TARGETS[0], values: of(RUN) },
    { ...TARGETS[1], values: ratios(of(RUN), of(NODE)) },
  ];
  yield { tables: [{ title: 'start-up', unit: 'one start', timings }], figures, notes: leftOut };
}

export const startUp: BenchmarkCase = {
  name: 'start-up',
  about: 'from the start of `enkit run` to the first evaluated members',
  targets: TARGETS,
  run,
};
