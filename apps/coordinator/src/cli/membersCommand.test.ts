import { openRun, parseLossless } from '@enkit/storage';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { enkit } from './testSupport/command.ts';
import { lineModel, runLine, temporaryFolder } from './testSupport/fallibleRun.ts';

const FAILURE = `
  if (member % 10 === 3 && step === 1) return [0, NaN, 2, 3];
  if (member === 5 && step === 2) throw new RangeError('no root');`;

it('that the overview counts the members and their failures by code', async () => {
  const { directory } = await runLine(FAILURE);
  const { lines, notes } = await enkit('members', directory);
  expect(lines[0]).toMatch(/: 17 of 20 members after step 3$/);
  expect(lines[1]).toBe('3 failures: MEMBER_NONFINITE 2, MEMBER_THREW 1');
  expect(notes).toContain('--failed');
  const json = (await enkit('members', directory, '--json')).lines;
  expect(json.map((line) => JSON.parse(line) as unknown)).toEqual([
    { run: expect.any(String), size: 20, members: 17, step: 3, failures: { MEMBER_NONFINITE: 2, MEMBER_THREW: 1 } },
  ]);
});

it('that each failed member is listed with step, reason, node, seed and the parameters that it had', async () => {
  const { directory } = await runLine(FAILURE, { steps: 2 });
  const { lines } = await enkit('members', directory, '--failed', '--parameters', '--json');
  const run = await openRun(directory, '.');
  const parametersOf = async (member: number, step: number) => {
    const [a, b] = (await run.checkpointOf(step - 1))?.arrays['parameters'].data.subarray(2 * member) ?? [];
    return [
      { name: 'a', values: [a] },
      { name: 'b', values: [b] },
    ];
  };
  const common = { node: expect.stringMatching(/:\d+$/), seed: 9, round: 0 };
  const nonfinite = { step: 1, code: 'MEMBER_NONFINITE', message: 'output 1 is NaN', ...common };
  expect(lines.map(parseLossless)).toEqual([
    { ...nonfinite, member: 3, parameters: await parametersOf(3, 1) },
    { ...nonfinite, member: 13, parameters: await parametersOf(13, 1) },
    // Member 3 having left the ensemble, member 5 has the row before.
    {
      ...nonfinite,
      step: 2,
      member: 5,
      code: 'MEMBER_THREW',
      message: 'RangeError: no root',
      parameters: await parametersOf(4, 2),
    },
  ]);
  const table = (await enkit('members', directory, '--failed')).lines.join('\n');
  expect(table).toMatch(/step +member +code +node +seed +message/);
  expect(table).toMatch(/2 +5 +MEMBER_THREW .* 9 +RangeError: no root/);
  expect((await enkit('members', directory, '--parameters')).lines.join('\n')).toMatch(/a = -?\d.*, b = -?\d/);
});

it('that members which were drawn again and failed again are listed with the draw', async () => {
  const { directory } = await runLine(`if (member === 4 && step === 1) throw new Error('never');`, {
    policy: 'resample',
  });
  const { lines } = await enkit('members', directory, '--failed', '--json', '--parameters');
  const entries = lines.map((line) => parseLossless(line) as { round: number; member: number; parameters: unknown });
  expect(entries.map(({ member, round }) => [member, round])).toEqual([0, 1, 2, 3, 4, 5].map((round) => [4, round]));
  expect(new Set(entries.map(({ parameters }) => JSON.stringify(parameters))).size).toBe(6);
  expect((await enkit('members', directory, '--failed')).lines.join('\n')).toContain('4 (draw 1)');
});

it('that a run which a failed member has stopped names it, and forgets it once the model is mended', async () => {
  const stopped = await runLine(`if (member === 7 && step === 2) throw new Error('stop');`, { policy: 'fail' });
  expect([stopped.code, stopped.notes]).toEqual([76, expect.stringContaining('MEMBER_FAILED')]);
  const { directory, model } = stopped;
  const { lines } = await enkit('members', directory, '--failed', '--json');
  expect(lines.map(parseLossless)).toMatchObject([{ step: 2, member: 7, message: 'Error: stop' }]);
  writeFileSync(model, lineModel(''));
  expect((await enkit('resume', directory, '--json', '--quiet')).code).toBe(0);
  expect((await enkit('members', directory)).lines[1]).toBe('no member failed');
});

it('that a run without failures says so', async () => {
  const { directory } = await runLine('');
  const { code, lines, notes } = await enkit('members', directory, '--failed');
  expect([code, lines, notes]).toEqual([0, [], expect.stringMatching(/^no member of .* failed$/)]);
  expect((await enkit('members', directory, '--failed', '--json')).lines).toEqual([]);
});

it('that a run which is not there, and one whose list is damaged, are told', async () => {
  const missing = await enkit('members', 'nothing', '--runs', temporaryFolder());
  expect([missing.code, missing.notes]).toEqual([66, expect.stringContaining('RUN_NOT_FOUND')]);
  const { directory } = await runLine(FAILURE);
  const list = join(directory, 'failed-members', 'step-00000001-round-0.json');
  writeFileSync(list, '{"step":1');
  const damaged = await enkit('members', directory, '--failed');
  expect([damaged.code, damaged.notes]).toEqual([65, expect.stringContaining(`${list}: RUN_CORRUPT`)]);
  rmSync(list);
  expect((await enkit('members', directory, '--failed', '--json')).lines).toHaveLength(1);
});
