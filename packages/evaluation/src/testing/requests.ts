/** Contexts and requests for tests of the evaluation. */
import type { EvaluationContext, EvaluationRequest, ModelSpecification } from '@enkit/contracts';
import { createMatrix, createSharedMatrix, randomStream, type Matrix } from '@enkit/numerics';
import { fileURLToPath } from 'node:url';
import { moduleDigest } from '../model/moduleModel.ts';

export const FAULTY_MODEL = fileURLToPath(new URL('./faultyModel.ts', import.meta.url));

export async function faultyModel(exportName = 'forward'): Promise<ModelSpecification> {
  return {
    type: 'module',
    path: FAULTY_MODEL,
    exportName,
    sha256: await moduleDigest(FAULTY_MODEL),
    parameters: 3,
    outputs: 1,
  };
}

export function contextOf(model: ModelSpecification, points = 5, timeLimitSeconds = 60): EvaluationContext {
  const train = createMatrix(
    points,
    1,
    Float64Array.from({ length: points }, (_, i) => i / points),
  );
  return { run: 'test', seed: 1, backend: 'wasm', model, points: { train }, timeLimitSeconds };
}

/** One member per row of parameters. */
export function requestOf(parameters: Matrix): EvaluationRequest {
  const members = Uint32Array.from({ length: parameters.rows }, (_, j) => 100 + j);
  return { step: 1, purpose: 'assimilate', pointSet: 'train', members, parameters };
}

/** Members that behave as the list says, each with coefficients of its own. */
export function membersBehaving(behaviours: readonly number[]): Matrix {
  const parameters = createSharedMatrix(behaviours.length, 3);
  behaviours.forEach((behaviour, j) => parameters.data.set([behaviour, j + 1, 0.5], 3 * j));
  return parameters;
}

export function randomMembers(size: number, parameters: number): Matrix {
  const members = createSharedMatrix(size, parameters);
  const stream = randomStream(5, 'test.members');
  for (let k = 0; k < members.data.length; k++) members.data[k] = stream.normal();
  return members;
}
