import { parseLossless } from '@enkit/storage';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { enkit, type Said } from './testSupport/command.ts';
import { lineModel, runLine, temporaryFolder } from './testSupport/fallibleRun.ts';

interface ReplayLine {
  readonly step: number;
  readonly parameters: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly predicted: readonly number[];
  readonly observed: readonly number[];
  readonly rmse: number;
  readonly outcome: { readonly status: string };
}

const lineOf = ({ lines }: Said): ReplayLine => parseLossless(lines[0]) as unknown as ReplayLine;

const FAILURE = `
  if (member === 3 && step === 1) return [0, NaN, 2, 3];
  if (member === 5 && step === 2) throw new RangeError('no root');`;

it('that a failed member fails again in the same way, with the parameters that it had', async () => {
  const { directory } = await runLine(FAILURE);
  const failed = (await enkit('members', directory, '--failed', '--parameters', '--json')).lines.map(
    (line) =>
      parseLossless(line) as { member: number; step: number; code: string; message: string; parameters: unknown },
  );
  expect(failed).toHaveLength(2);
  for (const { member, step, code, message, parameters } of failed) {
    const said = await enkit('replay', directory, '--member', String(member), '--json');
    const outcome = { status: 'failed', code, message };
    expect(lineOf(said)).toMatchObject({ member, step, seed: 9, parameters, outcome, inTheRun: outcome });
  }
  const text = (await enkit('replay', directory, '--member', '5', '--step', '2')).lines.join('\n');
  expect(text).toMatch(
    /outcome +MEMBER_THREW: RangeError: no root \(.* s\)\n +in the run +MEMBER_THREW: RangeError: no root/,
  );
});

it('that a member of a kept checkpoint gives what the model says, beside the observations', async () => {
  const { directory } = await runLine(FAILURE);
  const replayed = lineOf(await enkit('replay', directory, '--member', '19', '--step', '2', '--json'));
  const [a, b] = replayed.parameters.map(({ values }) => values[0]);
  expect(replayed.predicted).toEqual([0, 1, 2, 3].map((x) => a + b * x));
  expect(replayed.observed).toEqual([1, 3, 5, 7]);
  const errors = replayed.predicted.map((value, k) => (value - replayed.observed[k]) ** 2);
  expect(replayed.rmse).toBeCloseTo(Math.sqrt(errors.reduce((sum, error) => sum + error) / 4), 12);
  // The same member in another step has other parameters; without a step it is the newest stored.
  const newest = lineOf(await enkit('replay', directory, '--member', '19', '--json'));
  expect(newest.step).toBe(3);
  expect(newest.parameters).not.toEqual(replayed.parameters);
});

it('that a step which assimilates some of the points predicts those', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'online.yaml');
  writeFileSync(
    file,
    `name: online
data: { source: sine, count: 20, testPoints: 5 }
model: { type: mlp, hidden: [3] }
method: { type: enkf, batch: 5 }
ensemble: { size: 10, seed: 1 }
outputs: { report: false }
`,
  );
  await enkit('run', file, '--out', join(folder, 'run'), '--quiet', '--json', '--threads', '1');
  const replayed = lineOf(await enkit('replay', join(folder, 'run'), '--member', '0', '--json'));
  expect(replayed).toMatchObject({ step: 4, outcome: { status: 'evaluated' } });
  expect([replayed.predicted.length, replayed.observed.length]).toEqual([5, 5]);
  expect(replayed.parameters.flatMap(({ values }) => values)).toHaveLength(10);
});

it('that a mended model is tried on the member that failed, and that it has changed is told', async () => {
  const { directory, model } = await runLine(FAILURE);
  writeFileSync(model, lineModel(''));
  const text = (await enkit('replay', directory, '--member', '3')).lines.join('\n');
  expect(text).toMatch(/outcome +evaluated/);
  expect(text).toMatch(/in the run +MEMBER_NONFINITE: output 1 is NaN/);
  expect(text).toMatch(/model +.*line\.mjs has changed since the run began/);
  expect(text).toMatch(/predicted +-?\d/);
});

it('that a member which hangs is given up after the limit of the command', async () => {
  const { directory, model } = await runLine(FAILURE);
  writeFileSync(model, lineModel('if (member === 3) for (;;);'));
  const said = await enkit('replay', directory, '--member', '3', '--time-limit', '0.5', '--json');
  expect(lineOf(said).outcome).toMatchObject({ status: 'failed', code: 'MEMBER_TIMEOUT' });
});

it('that what is not stored is told, with what is', async () => {
  const { directory } = await runLine(FAILURE, { steps: 5 });
  const refusals: readonly [readonly string[], RegExp][] = [
    [['--member', '19', '--step', '2'], /expected step 4, 5, or one in which member 19 failed; got step 2/],
    [['--member', '19', '--step', '6'], /got step 6: the run has 5/],
    [['--member', '3', '--step', '4'], /expected one of the 18 members of step 4; got member 3/],
    [['--member', '20'], /expected one of the 18 members of step 5; got member 20/],
  ];
  for (const [words, reason] of refusals) {
    const { code, lines, notes } = await enkit('replay', directory, ...words);
    expect([code, lines, notes]).toEqual([66, [], expect.stringContaining('MEMBER_NOT_STORED')]);
    expect(notes).toMatch(reason);
  }
});

it('that words which are no member, step or limit are refused', async () => {
  for (const words of [
    [],
    ['--member', '-1'],
    ['--member', 'x'],
    ['--member', '1', '--step', '0'],
    ['--member', '1', '--time-limit', '0'],
  ])
    expect(await enkit('replay', 'run', ...words)).toMatchObject({ code: 64, lines: [] });
});

it('that a model which is gone is told with its file', async () => {
  const { directory, model } = await runLine(FAILURE);
  rmSync(model);
  const { code, notes } = await enkit('replay', directory, '--member', '3');
  expect([code, notes]).toEqual([69, expect.stringMatching(/MODEL_NOT_FOUND.*line\.mjs/)]);
});
