/** For tests: the contents of an example run. */
import type { StepRecord } from '@enkit/contracts';
import { createMatrix, type Matrix, randomStream } from '@enkit/numerics';
import type { RunDescription } from '../run/manifest.ts';

export const DESCRIPTION: RunDescription = {
  experiment: { name: 'sine', ensemble: { size: 10, seed: 7 }, method: { type: 'es-mda', alphas: [2, 2] } },
  experimentText: 'name: sine\n# a comment\n',
  seeds: { ensemble: 7, data: 10007 },
  versions: { enkit: '0.1.0', node: process.version },
  gitRevision: 'c7b7277',
  backend: 'ml-matrix',
  platform: 'linux-x64',
};

/** A record of which every number depends on the step. */
export function stepRecord(step: number): StepRecord {
  return {
    step,
    alpha: 2,
    inverseAlphaSum: step / 2,
    members: 10,
    observations: 3,
    rmseForecast: 1 / step,
    coverageForecast: Number.NaN,
    misfit: Number.POSITIVE_INFINITY,
    spread: -0,
    parameterSpread: 0.1 * step,
    condition: 1e300,
    collapsed: false,
    passes: 10 * step,
    failures: [{ status: 'failed', code: 'MEMBER_NONFINITE', message: 'NaN', node: 'a:1', member: 3 }],
    seconds: { evaluate: 0.1, assimilate: 0.2, record: 0.3 },
    elapsedSeconds: step,
  };
}

/** The ensemble that an example run has after `step`: a pure function of the step. */
export function ensembleAfter(step: number, rows: number, columns: number): Matrix {
  const stream = randomStream(1, 'storage-test', step, 0);
  const matrix = createMatrix(rows, columns);
  const [scale, offset] = [stream.normal(), stream.normal()];
  for (let k = 0; k < matrix.data.length; k++) matrix.data[k] = Math.sqrt(k) * scale + offset;
  return matrix;
}
