import { describe, expect, test } from 'vitest';
import { experimentWith } from '../badInputs/badInput.ts';
import { validateExperiment } from '../parseExperiment.ts';
import { leastSizes } from '../rules/sizes.ts';
import { estimateMemory } from './memory.ts';

function experimentOf(lines: Parameters<typeof experimentWith>[0]) {
  return validateExperiment(experimentWith(lines), { file: 'a.yaml', memory: Infinity }).experiment;
}

describe('the memory of a run', () => {
  test('that has 1,000 members, 481 parameters and 100 observations is counted part by part', () => {
    const experiment = experimentOf({ ensemble: 'ensemble: {size: 1000}' });
    const estimate = estimateMemory(experiment, { parameters: 481, observations: 100, testValues: 501 });
    expect(estimate).toEqual({
      parameters: 8 * 2 * 1000 * 481,
      predicted: 8 * 4 * 1000 * 100,
      system: 8 * 2 * 100 * 100,
      operator: 8 * 2 * 1000 * 100,
      observationError: 8 * 100,
      test: 8 * 1003 * 501,
      total: 8 * (2 * 481_000 + 4 * 100_000 + 20_000 + 200_000 + 100 + 1003 * 501),
    });
  });

  test('that has more observations than members solves in ensemble space', () => {
    const estimate = estimateMemory(experimentOf({}), { parameters: 1, observations: 1e6 });
    expect(estimate.system).toBe(8 * 2 * 10 * 10);
    expect(estimate.operator).toBe(8 * 10 * 10);
  });

  test('that keeps the best ensemble holds it a third time', () => {
    const sizes = { parameters: 100, observations: 10 };
    const plain = estimateMemory(experimentOf({ method: 'method: {type: eki}' }), sizes);
    const kept = estimateMemory(experimentOf({ method: 'method: {type: eki, stop: {heldOut: {}}}' }), sizes);
    expect(kept.total - plain.total).toBe(8 * 10 * 100);
  });

  test('that has a full covariance holds it and its factor', () => {
    const experiment = experimentOf({
      data: 'data: {source: observations, values: [1, 2]}',
      model: 'model: {type: module, file: m.js, parameters: [{name: a, sd: 1}]}',
      method: 'method: {type: es-mda, observationError: {covariance: [[2, 1], [1, 2]]}}',
    });
    expect(leastSizes(experiment)).toEqual({ parameters: 1, observations: 2, testValues: 0 });
    expect(estimateMemory(experiment, { parameters: 1, observations: 2 }).observationError).toBe(8 * 2 * 4);
  });
});

describe('the sizes known before any data is read', () => {
  test.each([
    ['a sine', {}, { parameters: 31, observations: 100, testValues: 501 }],
    [
      'a 2-D function and two hidden layers',
      { data: 'data: {source: sinc, dimension: 2, noise: 0.1}', model: 'model: {type: mlp, hidden: [20, 20]}' },
      { parameters: 501, observations: 400, testValues: 41 * 41 },
    ],
    [
      'a stream in batches',
      { data: 'data: {source: sine-stream, change: static}', method: 'method: {type: enkf, batch: 10}' },
      { parameters: 31, observations: 10, testValues: 501 },
    ],
    [
      'a file, of which only the columns are known',
      { data: 'data: {source: file, file: a.csv, inputs: [a, b], outputs: [c, d], noise: 1}' },
      { parameters: 10 * 3 + 2 * 11, observations: 2, testValues: 0 },
    ],
  ])('that %s has are these', (_, lines, sizes) => {
    expect(leastSizes(experimentOf(lines))).toEqual(sizes);
  });
});
