import { ACTIVATIONS } from '@enkit/numerics';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parameterCount, parameterLayout, parameterScale } from './layout.ts';
import type { MlpSpecification } from './specification.ts';

const mlp = (layers: readonly number[]): MlpSpecification => ({
  type: 'mlp',
  layers,
  activation: 'tanh',
  outputActivation: 'identity',
});

test('that the networks of the reference cases have their known number of parameters', () => {
  const counts = [
    [1, 10, 1],
    [1, 20, 20, 1],
    [2, 20, 20, 1],
    [64, 32, 10],
  ].map((layers) => parameterCount(mlp(layers)));
  expect(counts).toEqual([31, 481, 501, 2410]);
});

test('that the blocks of any network follow each other without gaps, weights before bias', () => {
  const layersOf = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(layersOf, (layers) => {
      let next = 0;
      parameterLayout(mlp(layers)).forEach((block, k) => {
        const layer = Math.floor(k / 2) + 1;
        const kind = k % 2 === 0 ? 'weights' : 'bias';
        expect(block).toMatchObject({ name: `layer${layer}.${kind}`, kind, offset: next });
        expect(block).toMatchObject({ fanIn: layers[layer - 1], fanOut: layers[layer] });
        expect(block.length).toBe(kind === 'weights' ? block.fanIn * block.fanOut : block.fanOut);
        next += block.length;
      });
      expect(parameterCount(mlp(layers))).toBe(next);
    }),
  );
});

test('that the initial scale follows the fans of the layer, for weights and biases alike', () => {
  const variances = { glorot: [2 / 5, 2 / 4], he: [2 / 2, 2 / 3], lecun: [1 / 2, 1 / 3], unit: [1, 1] } as const;
  for (const scheme of ['glorot', 'he', 'lecun', 'unit'] as const) {
    const expected = [
      ...Array.from({ length: 9 }, () => variances[scheme][0]),
      ...Array.from({ length: 4 }, () => variances[scheme][1]),
    ];
    const scale = parameterScale(mlp([2, 3, 1]), scheme);
    expect(scale.length).toBe(13);
    scale.forEach((value, i) => expect(value ** 2).toBeCloseTo(expected[i], 14));
  }
});

test('that a network that cannot be built is refused with what was expected and got', () => {
  for (const layers of [[], [3], [1, 0, 1], [1, 2.5, 1], [1, -1], [1, Number.NaN]]) {
    expect(() => parameterLayout(mlp(layers))).toThrow(
      expect.objectContaining({
        code: 'MODEL_SPECIFICATION',
        message: expect.stringContaining(`[${layers.join(', ')}]`),
      }),
    );
  }
  const unknown = JSON.parse('{"type":"mlp","layers":[1,1],"activation":"sine","outputActivation":"identity"}');
  expect(() => parameterLayout(unknown)).toThrow(
    expect.objectContaining({ code: 'MODEL_SPECIFICATION', message: expect.stringContaining(ACTIVATIONS.join(', ')) }),
  );
});
