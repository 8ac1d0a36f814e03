/** The arithmetic of the benchmarks, and that they are fair: what they print is only as good as that. */
import { array, assert, double, property, tuple } from 'fast-check';
import { expect, it } from 'vitest';
import { CASES } from '../benchmarks/cases/index.ts';
import { type CaseResult, runComparison } from '../benchmarks/harness/comparison.ts';
import { type Contender, LeftOut } from '../benchmarks/harness/contender.ts';
import { partsOf } from '../benchmarks/harness/partsOf.ts';
import { interleave } from '../benchmarks/harness/rounds.ts';
import { createSession } from '../benchmarks/harness/session.ts';
import { type Figure, logSlope, ratios, spreadOf, verdictOf } from '../benchmarks/harness/target.ts';
import { quantity } from '../benchmarks/harness/text.ts';
import { startProgram } from '../packages/testing/src/program.ts';
import { fileURLToPath } from 'node:url';

const seconds = double({ min: 1e-6, max: 1e3, noNaN: true });

it('that a round in which the whole machine is slower does not change the ratio', () => {
  const round = tuple(seconds, seconds, double({ min: 0.1, max: 10, noNaN: true }));
  assert(
    property(array(round, { minLength: 1, maxLength: 9 }), (rounds) => {
      const calm = ratios(
        rounds.map(([peer]) => peer),
        rounds.map(([, ours]) => ours),
      );
      const disturbed = ratios(
        rounds.map(([peer, , slowness]) => peer * slowness),
        rounds.map(([, ours, slowness]) => ours * slowness),
      );
      expect(spreadOf(disturbed).median / spreadOf(calm).median).toBeCloseTo(1, 10);
    }),
  );
});

it('that a ratio above one says that ours took less time', () => {
  expect(spreadOf(ratios([3, 3, 3], [1, 2, 1.5])).median).toBe(2);
});

it('that the slope of a power law is its exponent, whatever its constant', () => {
  assert(
    property(double({ min: -3, max: 3, noNaN: true }), seconds, (exponent, constant) => {
      const sizes = [100, 1000, 3200, 10_000];
      const slope = logSlope(
        sizes,
        sizes.map((size) => constant * size ** exponent),
      );
      expect(slope).toBeCloseTo(exponent, 8);
    }),
  );
});

const figure: Figure = { what: '', against: '', sense: 'at least', bound: 1, stretch: 2, unit: 'x', values: [] };

it.each([
  [{ values: [1] }, 'reached'],
  [{ values: [0.999] }, 'not reached'],
  [{ values: [2] }, 'reached, and the stretch'],
  [{ values: [9, 0.5, 0.5] }, 'not reached'],
  [{ values: [] }, 'not measured'],
  [{ sense: 'at most', stretch: 0.5, values: [1] }, 'reached'],
  [{ sense: 'at most', stretch: 0.5, values: [0.4] }, 'reached, and the stretch'],
  [{ sense: 'at most', stretch: 0.5, values: [1.001] }, 'not reached'],
] as const)('that %o against 1 is "%s"', (changes, verdict) => {
  expect(verdictOf({ ...figure, ...changes })).toBe(verdict);
});

it('that every benchmark has a name of its own and says what it is to reach, against whom', () => {
  expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  for (const { name, targets } of CASES) {
    expect(targets.length, name).toBeGreaterThan(0);
    for (const { what, against, bound } of targets) {
      expect(what, name).not.toBe('');
      expect(against, name).not.toBe('');
      expect(Number.isFinite(bound), name).toBe(true);
    }
  }
});

it('that every stretch asks for more than its target', () => {
  for (const { sense, bound, stretch, what } of CASES.flatMap(({ targets }) => targets)) {
    if (stretch === undefined) continue;
    expect(sense === 'at least' ? stretch > bound : stretch < bound, `${what}: ${quantity(stretch, 'x')}`).toBe(true);
  }
});

const session = createSession(undefined, () => undefined);

/** Tells each run in `log`, and takes the times that it is given. */
function contender(name: string, log: string[], times: readonly number[], checksum?: number): Contender {
  let round = 0;
  const run = async (): Promise<number> => {
    log.push(name);
    return times[round++];
  };
  return {
    name,
    prepare: async () => ({ detail: '', checksum, run, close: async () => void log.push(`${name} ends`) }),
  };
}

const absent = (why: string): Contender => ({
  name: 'absent',
  prepare: async () => {
    throw new LeftOut(why);
  },
});

it('that every round runs every contender once, and another one first than the round before', async () => {
  const log: string[] = [];
  const contenders = ['a', 'b', 'c'].map((name) => contender(name, log, [1, 2, 3]));
  const { timings } = await interleave(contenders, 3, session);
  expect(log.slice(0, 9).join('')).toBe('abcbcacab');
  expect(timings.map((timing) => timing.seconds)).toEqual([
    [1, 2, 3],
    [1, 2, 3],
    [1, 2, 3],
  ]);
});

it('that a contender that this machine lacks is named with the reason, and the others are measured', async () => {
  const { timings, leftOut } = await interleave([absent('no compiler'), contender('a', [], [1])], 1, session);
  expect(leftOut).toEqual(['without absent: no compiler']);
  expect(timings.map(({ name }) => name)).toEqual(['a']);
});

it('that all contenders are ended when one of them breaks', async () => {
  const log: string[] = [];
  const breaks: Contender = {
    name: 'breaks',
    prepare: async () => ({
      detail: '',
      run: () => Promise.reject(new Error('out of memory')),
      close: async () => void log.push('breaks ends'),
    }),
  };
  await expect(interleave([contender('a', log, [1]), breaks], 1, session)).rejects.toThrow('out of memory');
  expect(log.slice(1)).toEqual(['a ends', 'breaks ends']);
});

it('that the fastest of ours is held against the fastest of the peers', async () => {
  const [slow, fast] = [contender('slow', [], [4, 4]), contender('fast', [], [2, 2])];
  const [dear, cheap] = [contender('dear', [], [9, 9]), contender('cheap', [], [3, 3])];
  const comparison = { title: '', unit: '', rounds: 2, contenders: [slow, fast, dear, cheap] };
  const target = { what: 'a', ours: ['slow', 'fast'], peers: ['dear', 'cheap'], bound: 1 };
  const { figures } = await runComparison({ ...comparison, targets: [target] }, session);
  expect(figures).toMatchObject([{ against: 'cheap', values: [1.5, 1.5] }]);
});

it('that a contender with another result than the first is told', async () => {
  const contenders = [contender('a', [], [1], 2), contender('b', [], [1], 2.1), contender('c', [], [1], 2)];
  const { notes } = await runComparison({ title: 'sum', unit: '', rounds: 1, contenders, targets: [] }, session);
  expect(notes).toEqual(['sum: the result of b differs from that of a by 5.0e-2']);
});

it('that a benchmark that breaks says why, keeps what it had measured and owes the rest', async () => {
  const [first, second] = ['first', 'second'].map((what) => ({ ...figure, what }));
  const parts = partsOf(
    {
      name: 'breaks',
      about: '',
      targets: [first, second],
      async *run() {
        yield { tables: [], figures: [{ ...first, values: [1] }], notes: [] };
        throw new Error('Command failed: enkit\nRangeError: Array buffer allocation failed\n    at new Float64Array');
      },
    },
    session,
  );
  const results: CaseResult[] = [];
  for await (const part of parts) results.push(part);
  expect(results.map(({ broken }) => broken)).toEqual([undefined, true]);
  expect(results[1].figures).toMatchObject([{ what: 'second', missing: 'RangeError: Array buffer allocation failed' }]);
});

const BENCH = fileURLToPath(new URL('../benchmarks/bench.ts', import.meta.url));

it('that the command lists the benchmarks, and refuses a name that is none of them with these', async () => {
  const names = CASES.map(({ name }) => name);
  const listed = await startProgram(BENCH, ['--list']).ended;
  expect(listed.stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([...names, '']);
  const refused = await startProgram(BENCH, ['forwards']).ended;
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(`unknown benchmark "forwards", expected some of ${names.join(', ')}`);
});

it.each([['--rounds', '0'], ['--rounds', 'many'], ['--markdwn']])('that %s %s is refused', async (...words) => {
  const { code, stderr } = await startProgram(BENCH, words).ended;
  expect(code).toBe(2);
  expect(stderr).toContain('see npm run bench -- --help');
});
