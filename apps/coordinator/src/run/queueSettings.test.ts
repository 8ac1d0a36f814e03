import { experimentSchema } from '@enkit/contracts';
import { expect, it } from 'vitest';
import { queueSettings } from './queueSettings.ts';

const REDIS = 'redis://one:6379';

function evaluationOf(evaluation: object) {
  return experimentSchema.parse({
    name: 'any',
    data: { source: 'sine' },
    model: { type: 'mlp', hidden: [3] },
    method: { type: 'es-mda', steps: 2, observationError: { sd: 0.1 } },
    ensemble: { size: 10 },
    evaluation,
  }).evaluation;
}

it('that an experiment names its Redis, the prefix of its keys and the bytes in flight', () => {
  const evaluation = evaluationOf({ queue: { redis: REDIS, prefix: 'mine', megabytesInFlight: 8 } });
  expect(queueSettings(undefined, evaluation)).toMatchObject({
    settings: { url: REDIS },
    prefix: 'mine',
    maximumBytesInFlight: 8 * 2 ** 20,
  });
});

it('that the command line names another Redis, and without one members are evaluated here', () => {
  const evaluation = evaluationOf({ queue: { redis: REDIS } });
  const settings = queueSettings('redis://two', evaluation);
  expect(settings).toMatchObject({ settings: { url: 'redis://two' }, prefix: 'enkit' });
  expect(settings).not.toHaveProperty('maximumBytesInFlight');
  expect(queueSettings(undefined, evaluationOf({}))).toBeUndefined();
});
