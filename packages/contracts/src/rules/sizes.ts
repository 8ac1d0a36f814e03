/** What an experiment says of its sizes before any data is read; of what only a file knows, the least it can be. */
import type { Experiment } from '../experiment/experiment.ts';
import type { DataSettings } from '../experiment/data.ts';
import type { MethodSettings } from '../experiment/method.ts';
import type { ModelSettings } from '../experiment/model.ts';
import type { ProblemSizes } from '../experiment/memory.ts';
import type { KeyPath } from '../reading/keyPath.ts';

/** The keys of `data` that the number of observations follows from. */
export const OBSERVATION_KEYS: readonly KeyPath[] = ['source', 'count', 'dimension', 'values', 'outputs'].map((key) => [
  'data',
  key,
]);

/** Training points, undefined when a file knows. */
export function trainingPoints(data: DataSettings): number | undefined {
  switch (data.source) {
    case 'sine':
    case 'mexican-hat':
    case 'sinc':
      return data.count ?? (dimensionOf(data) === 1 ? 100 : 400);
    case 'sine-stream':
      return data.count;
    case 'observations':
      return data.values?.length;
    case 'file':
      return undefined;
  }
}

/** Values predicted for one point. */
export function outputsPerPoint(data: DataSettings): number {
  return data.source === 'file' ? data.outputs.length : 1;
}

/** Observations in all (points times outputs), undefined when a file knows. */
export function observationCount(data: DataSettings): number | undefined {
  const points = trainingPoints(data);
  return points === undefined ? undefined : points * outputsPerPoint(data);
}

/** Points assimilated in one step. */
export function pointsPerStep(method: MethodSettings, points: number): number {
  return method.type === 'es-mda' ? points : Math.min(points, method.batch ?? points);
}

/** The least that the run will have to hold. */
export function leastSizes({ data, model, method }: Pick<Experiment, 'data' | 'model' | 'method'>): ProblemSizes {
  const outputs = outputsPerPoint(data);
  return {
    parameters: leastParameters(model, data),
    observations: pointsPerStep(method, trainingPoints(data) ?? 1) * outputs,
    testValues: testPoints(data) * outputs,
  };
}

function leastParameters(model: ModelSettings, data: DataSettings): number {
  if (model.type === 'module') return model.parameters.length;
  const layers = [leastInputs(data), ...model.hidden, outputsPerPoint(data)];
  return layers.slice(1).reduce((count, units, k) => count + (layers[k] + 1) * units, 0);
}

/** A column can become several inputs (one-hot), never none. */
function leastInputs(data: DataSettings): number {
  return data.source === 'file' ? data.inputs.length : dimensionOf(data);
}

function dimensionOf(data: DataSettings): number {
  return 'dimension' in data ? data.dimension : 1;
}

function testPoints(data: DataSettings): number {
  if (data.source === 'file' || data.source === 'observations') return 0;
  const dimension = dimensionOf(data);
  return (data.testPoints ?? (dimension === 1 ? 501 : 41)) ** dimension;
}
