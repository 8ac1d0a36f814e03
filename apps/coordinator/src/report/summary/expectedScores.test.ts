import { describe, expect, it } from 'vitest';
import { resultSample } from '../samples/sampleReport.ts';
import { unmetScores } from './expectedScores.ts';

const result = resultSample({ rmse: { train: 0.1, test: 0.2 }, coverage90: Number.NaN });

describe('unmetScores', () => {
  it('that scores within their bounds are not named', () => {
    const expected = [
      { metric: 'rmse.test', atMost: 0.2 },
      { metric: 'rmse.train', atLeast: 0.1, atMost: 1 },
    ];
    expect(unmetScores(expected, result)).toEqual([]);
  });

  it('that scores beyond a bound are named with both numbers', () => {
    const expected = [
      { metric: 'rmse.test', atMost: 0.05 },
      { metric: 'rmse.test', atLeast: 0.5 },
    ];
    expect(unmetScores(expected, result)).toEqual([
      'rmse.test is 0.200, expected at most 0.05',
      'rmse.test is 0.200, expected at least 0.5',
    ]);
  });

  it('that a missing score is not reached, wherever its path ends', () => {
    const paths = ['coverage90', 'rmse.best', 'name.length', 'rmse', 'constructor.name', ''];
    expect(
      unmetScores(
        paths.map((metric) => ({ metric, atMost: 1 })),
        result,
      ),
    ).toEqual(paths.map((metric) => `${metric} is missing`));
  });
});
