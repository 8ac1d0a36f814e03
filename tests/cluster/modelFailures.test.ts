/** Models that fail in every way on workers: exactly the members that failed are named, the others are unharmed. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openCluster, referenceRun, resultOf } from './support/cluster.ts';
import { MODELS } from './support/decayExperiment.ts';

const PATIENCE = 400_000;
const MEMBERS = 1000;
const EXPERIMENT = `name: faulty
data: { source: observations, values: [1, 3, 5, 7] }
model:
  type: module
  file: faulty.mjs
  parameters: [{ name: a, sd: 3 }, { name: b, sd: 3 }]
method: { type: es-mda, steps: 2, observationError: { sd: 0.1 } }
ensemble: { size: ${MEMBERS}, seed: 1 }
evaluation: { batch: 8, timeLimitSeconds: 10 }
outputs: { report: false }
`;

interface StepLine {
  readonly step: number;
  readonly failures: readonly { readonly member: number; readonly code: string }[];
}

/** Members below 1000 with this remainder. */
function everyNth(every: number, remainder: number): number[] {
  return Array.from({ length: MEMBERS / every }, (_, k) => every * k + remainder);
}

const EXPECTED: Readonly<Record<string, readonly number[]>> = {
  MEMBER_NONFINITE: everyNth(20, 3),
  MEMBER_THREW: everyNth(50, 7),
  MEMBER_TIMEOUT: everyNth(100, 11),
  MEMBER_EXIT: everyNth(200, 19),
  MEMBER_OOM: everyNth(500, 33),
  BATCH_POISON: everyNth(1000, 444),
};

it('that each kind of failure is named with its members, and the rest gives the bits of a mild model', {
  timeout: PATIENCE,
}, async () => {
  const words = ['--memory-limit', '32', '--threads', '2', '--lock', '2'];
  const cluster = await openCluster({ workers: 2, words });
  onTestFinished(() => cluster.stop(), PATIENCE);
  copyFileSync(join(MODELS, 'faulty.mjs'), join(cluster.folder, 'faulty.mjs'));
  const file = join(cluster.folder, 'faulty.yaml');
  writeFileSync(file, EXPERIMENT);
  const mild = await referenceRun(file, cluster.folder, [], { ENKIT_TEST_MILD: 'yes' });
  const result = resultOf(await cluster.start(['run', file, '--json', '--run-id', 'faulty']).ended);
  const [first, second] = readFileSync(join(cluster.folder, 'runs/faulty/metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as StepLine);
  const named = Object.groupBy(first.failures, ({ code }) => code);
  const found = Object.entries(named).map(([code, failures]) => [code, failures?.map(({ member }) => member)]);
  expect(Object.fromEntries(found)).toEqual(EXPECTED);
  expect(second.failures).toEqual([]);
  const { ensembleSha256, members, failedMembers } = mild;
  expect(result).toMatchObject({ ensembleSha256, members, failedMembers });
});
