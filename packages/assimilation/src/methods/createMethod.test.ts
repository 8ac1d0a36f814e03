import { expect, it } from 'vitest';
import { createMethod } from './createMethod.ts';

it('that createMethod makes the method that the settings name', () => {
  const inflation = { multiplicative: 1, additive: 0, relaxation: 0 };
  const extent = { points: 10, seed: 1 };
  const esMda = { type: 'es-mda', update: 'stochastic', alpha: 'constant', ratio: 2 } as const;
  expect(createMethod(esMda, extent)).toMatchObject({ name: 'es-mda', update: 'stochastic', keepsBest: false });
  const enkf = { type: 'enkf', update: 'transform', batch: 2, order: 'given', epochs: 1, inflation } as const;
  expect(createMethod(enkf, extent)).toMatchObject({ name: 'enkf', update: 'transform', inflation });
  const eki = { type: 'eki', update: 'transform', relaxation: 64, stop: { steps: 3 }, inflation } as const;
  expect(createMethod(eki, extent)).toMatchObject({ name: 'eki', update: 'transform', inflation, keepsBest: false });
});
