import { expect, it } from 'vitest';
import { formatJobId } from './policies.ts';
import { stepOfJob } from './stepOfJob.ts';

it.each(['sine-1', 'run-s3', 'run-s3-assimilate-b0-c1-e1-a1'])(
  'that the id of a job of the run %s tells that run and the step, whatever the purpose',
  (run) => {
    for (const purpose of ['assimilate', 'resample-1', 'final-test']) {
      const id = formatJobId({ run, epoch: 2, step: 14, purpose, first: 100, count: 25, attempt: 3 });
      expect(stepOfJob(id)).toEqual({ run, step: 14 });
    }
  },
);

it('that an id of another form tells nothing', () => {
  for (const id of ['', '17', 'repeat:every:1']) expect(stepOfJob(id)).toEqual({});
});
