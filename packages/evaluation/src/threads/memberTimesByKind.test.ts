import type { EvaluationContext } from '@enkit/contracts';
import { createMatrix } from '@enkit/numerics';
import { expect, it } from 'vitest';
import { createMemberTimesByKind } from './memberTimesByKind.ts';

const context: EvaluationContext = {
  run: 'times',
  seed: 1,
  backend: 'wasm',
  model: { type: 'mlp', layers: [1, 1], activation: 'tanh', outputActivation: 'identity' },
  points: {},
  timeLimitSeconds: 600,
};
const request = (purpose: string, pointSet: string) => ({
  step: 1,
  purpose,
  pointSet,
  members: Uint32Array.of(0),
  parameters: createMatrix(1, 2),
});

it('that members of one kind are known tells nothing of those of another purpose, of other points or of another run', () => {
  const timesOf = createMemberTimesByKind();
  for (let k = 0; k < 20; k++) timesOf(context, request('assimilate', 'train')).add(2);
  expect(timesOf(context, request('assimilate', 'train')).typical()).toBe(2);
  expect(timesOf(context, request('monitor', 'train')).typical()).toBeUndefined();
  expect(timesOf(context, request('assimilate', 'test')).typical()).toBeUndefined();
  expect(timesOf({ ...context }, request('assimilate', 'train')).typical()).toBeUndefined();
});
