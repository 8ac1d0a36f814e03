import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { enkit, lastJson, temporaryFolder } from './support/enkit.ts';
import { writeExperiment } from './support/smallExperiment.ts';

interface ResultLine {
  readonly failedMembers: number;
  readonly members: number;
  readonly rmse: { readonly train: number };
}

/** A line y = a x + b whose evaluation fails for the members drawn above a threshold. */
const MODEL = `export function forward([a, b], { member }) {
  if (member % 10 === 3) return [NaN, 1, 2, 3];
  return [0, 1, 2, 3].map((x) => a * x + b);
}
`;
const EXPERIMENT = `name: line
data: { source: observations, values: [1, 3, 5, 7] }
model:
  type: module
  file: line.mjs
  parameters: [{ name: a, sd: 3 }, { name: b, sd: 3 }]
method: { type: es-mda, steps: 4, observationError: { sd: 0.1 } }
ensemble: { size: 50, seed: 1, failedMembers: { policy: POLICY } }
`;

function prepare(policy: string, model = MODEL): { folder: string; file: string } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'line.mjs'), model);
  return { folder, file: writeExperiment(folder, EXPERIMENT.replace('POLICY', policy)) };
}

it('that failed members are dropped, named with their step, and the rest is calibrated', async () => {
  const { folder, file } = prepare('drop');
  const finished = await enkit(['run', file, '--json'], folder);
  expect(finished.code, finished.stderr).toBe(0);
  expect(lastJson<ResultLine>(finished)).toMatchObject({ failedMembers: 5, members: 45 });
  expect(lastJson<ResultLine>(finished).rmse.train).toBeLessThan(0.1);
  for (const member of [3, 13, 23, 33, 43])
    expect(finished.stderr).toMatch(new RegExp(`member ${member} in step 1: MEMBER_NONFINITE output 0 is NaN`));
});

it('that below the minimum the run stops with its checkpoint kept', async () => {
  const { folder, file } = prepare('drop, minimum: 46');
  const finished = await enkit(['run', file, '--run-id', 'few'], folder);
  expect([finished.code, finished.stderr]).toEqual([
    76,
    expect.stringMatching(/TOO_FEW_MEMBERS: expected at least 46 members; got 45 of 50/),
  ]);
  const { stdout } = await enkit(['runs', '--json'], folder);
  expect(JSON.parse(stdout)).toMatchObject({ run: 'few', status: 'failed' });
});

it('that the policy fail stops at the first failure', async () => {
  const { folder, file } = prepare('fail');
  const { code, stderr } = await enkit(['run', file], folder);
  expect([code, stderr]).toEqual([76, expect.stringContaining('MEMBER_FAILED: got member 3: MEMBER_NONFINITE')]);
});

it('that the policy resample replaces failed members and keeps the size', async () => {
  const failing = MODEL.replace('member % 10 === 3', 'a > 4');
  const { folder, file } = prepare('resample', failing);
  const finished = await enkit(['run', file, '--json'], folder);
  expect(finished.code, finished.stderr).toBe(0);
  const result = lastJson<ResultLine>(finished);
  expect(result.members).toBe(50);
  expect(result.failedMembers).toBeGreaterThan(0);
});

/** Fails for member 7 when it is evaluated for the second time in the last step: for the scores of the result. */
const LATE = `const seen = new Set();
export function forward([a, b], { member, step }) {
  if (step === 4 && member === 7 && seen.has(member)) throw new Error('late');
  if (step === 4) seen.add(member);
  return [0, 1, 2, 3].map((x) => a * x + b);
}
`;

it('that a member which fails after the last step is left out of the result, and not the end of the run', async () => {
  const { folder, file } = prepare('drop', LATE);
  const finished = await enkit(['run', file, '--json', '--threads', '1'], folder);
  expect(finished.code, finished.stderr).toBe(0);
  expect(lastJson<ResultLine>(finished)).toMatchObject({ failedMembers: 1, members: 49 });
  expect(finished.stderr).toMatch(/left out of the result: member 7: MEMBER_THREW Error: late/);
});

it('that the policy fail holds after the last step too', async () => {
  const { folder, file } = prepare('fail', LATE);
  const { code, stderr } = await enkit(['run', file, '--threads', '1'], folder);
  expect([code, stderr]).toEqual([76, expect.stringContaining('MEMBER_FAILED: got after the last step: member 7')]);
});

it('that a model outside the experiment folder is not run', async () => {
  const { folder, file } = prepare('drop');
  const { code, stderr } = await enkit(['run', file, '--set', 'model.file=../../etc/passwd'], folder);
  expect([code, stderr]).toEqual([69, expect.stringMatching(/MODEL_NOT_FOUND|PATH_OUTSIDE_ROOT/)]);
});

it('that a model with a fault of its own is named with its file', async () => {
  const { folder, file } = prepare('drop', 'export const forward = (;');
  const { code, stderr } = await enkit(['run', file], folder);
  expect([code, stderr]).toEqual([69, expect.stringMatching(/line\.mjs: MODEL_LOAD/)]);
});
