/** The log of a run, as a cluster collects it. */
import { startEnkit } from '@enkit/testing';
import { expect, it } from 'vitest';
import { temporaryFolder } from './support/enkit.ts';
import { SMALL, writeExperiment } from './support/smallExperiment.ts';

const PATIENCE = { timeout: 120_000 };

async function logOf(words: readonly string[], directory: string, level: string) {
  const { code, stderr } = await startEnkit(words, { directory, environment: { ENKIT_LOG_LEVEL: level } }).ended;
  return {
    code,
    stderr,
    lines: () =>
      stderr
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
  };
}

it(
  'that a run which is asked for a log writes one JSON line an event to stderr and nothing else',
  PATIENCE,
  async () => {
    const directory = temporaryFolder();
    const words = ['run', writeExperiment(directory), '--run-id', 'r', '--metrics-port', '0'];
    const { code, stderr, lines } = await logOf(words, directory, 'info');
    expect(code, stderr).toBe(0);
    const steps = lines().filter((line) => 'message' in line && line.message === 'step recorded');
    const expected = Array.from({ length: 12 }, (_, k) => ({ role: 'coordinator', run: 'r', step: k + 1 }));
    expect(steps).toMatchObject(expected);
    expect(lines()[0]).toMatchObject({ message: expect.stringMatching(/^metrics: http/) });
    expect(lines().at(-1)).toMatchObject({ run: 'r', step: 12, message: 'finished' });
  },
);

it('that a run which fails ends its log with the code of the reason', PATIENCE, async () => {
  const directory = temporaryFolder();
  const text = SMALL.replace('size: 30', 'size: 30, failedMembers: { policy: fail }').replace(
    /model:.*/,
    'model: { type: module, file: broken.mjs, parameters: [{ name: a, sd: 1 }] }',
  );
  writeExperiment(directory, 'export const forward = () => { throw new Error("no steam"); };\n', 'broken.mjs');
  const { code, lines } = await logOf(['run', writeExperiment(directory, text), '--run-id', 'r'], directory, 'warn');
  expect(code).toBe(76);
  expect(lines().at(-1)).toMatchObject({ level: 'fatal', run: 'r', code: 'MEMBER_FAILED' });
});

it('that a level which does not exist is refused', PATIENCE, async () => {
  const directory = temporaryFolder();
  const { code, stderr } = await logOf(['run', writeExperiment(directory)], directory, 'loud');
  expect([code, stderr]).toEqual([64, expect.stringMatching(/ENKIT_LOG_LEVEL.*invalid.*info/)]);
});
