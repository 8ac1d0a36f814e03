/** Follows ARCHITECTURE.md, "One member's life", in its order. */
import { prepareAnalysis, applyAnalysis, drawPerturbations, samplePrior } from '@enkit/assimilation';
import { parseExperiment } from '@enkit/contracts';
import { createMlpForward } from '@enkit/models';
import { createBackend, createMatrix, rowOf } from '@enkit/numerics';
import { openRun } from '@enkit/storage';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createProblem } from '../apps/coordinator/src/problem/createProblem.ts';
import { enkit, temporaryFolder } from './support/enkit.ts';
import { writeExperiment } from './support/smallExperiment.ts';

const TEXT = `name: life
data: { source: sine, count: 12, testPoints: 9 }
model: { type: mlp, hidden: [3] }
method: { type: es-mda, steps: 1, observationError: { sd: 0.1 } }
ensemble: { size: 8, seed: 11 }
outputs: { monitorEvery: 1 }
`;

it('that a member goes from the experiment file to the report as the architecture tells', async () => {
  const folder = temporaryFolder();
  const ran = await enkit(
    ['run', writeExperiment(folder, TEXT), '--run-id', 'life', '--threads', '2', '--batch', '3'],
    folder,
  );
  expect(ran.code, ran.stderr).toBe(0);
  const directory = await openRun('life', join(folder, 'runs'));
  const backend = createBackend('wasm');

  // Experiment file.
  const parsed = parseExperiment(TEXT, {
    file: 'life.yaml',
    overrides: ['evaluation.threads=2', 'evaluation.batch=3'],
  });
  if (parsed.status === 'invalid') throw parsed.errors[0];
  expect(directory.manifest.experiment).toEqual(JSON.parse(JSON.stringify(parsed.experiment)));
  const problem = await createProblem(parsed.experiment, folder, backend);

  // Prior.
  const prior = samplePrior(problem.prior, 8, 11);

  // Batch job, worker thread, predicted data: here without any of them.
  if (problem.model.type !== 'mlp') throw new Error('the experiment has a network');
  const forward = createMlpForward(problem.model, backend, problem.points.train);
  const predicted = createMatrix(8, 12);
  for (let j = 0; j < 8; j++) forward(rowOf(prior, j), rowOf(predicted, j));

  // Analysis.
  const members = Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 7);
  const perturbations = drawPerturbations(11, 1, members, 12);
  const { observations } = problem;
  const input = { predicted, observations, perturbations, parameters: prior.columns };
  const operator = prepareAnalysis({ ...input, alpha: 1, update: 'stochastic' }, backend);
  const updated = applyAnalysis(operator, prior, backend);

  // Metrics.
  const [record] = await directory.readSteps();
  expect(record).toMatchObject({
    step: 1,
    alpha: 1,
    inverseAlphaSum: 1,
    members: 8,
    observations: 12,
    collapsed: false,
  });

  // Checkpoint.
  const checkpoint = await directory.latestCheckpoint();
  expect(checkpoint?.step).toBe(1);
  expect([...(checkpoint?.arrays['parameters'].data ?? [])]).toEqual([...updated.data]);

  // Report.
  expect([...(await directory.readEnsemble()).data]).toEqual([...updated.data]);
  expect(readFileSync(join(directory.path, 'report.html'), 'utf8')).toContain(
    directory.manifest.result?.ensembleSha256,
  );
  expect(existsSync(join(directory.path, 'problem.json'))).toBe(true);
});
