/** Dividing a table into training and test points. */
import { permutation, randomStream } from '@enkit/numerics';
import { ModelError } from '../errors.ts';
import { type DataSet, selectPoints } from './dataSet.ts';

export interface SplitSettings {
  /** Share of the points that become the test, 0 to 1; rounded to whole points, at least one on either side. */
  readonly fraction: number;
  /** random: drawn without replacement; last: the last points, as for a forecast. */
  readonly order: 'random' | 'last';
  readonly seed: number;
}

/** Both parts keep the order of the data. Throws DATA_SETTINGS for a fraction outside (0, 1) or fewer than two points. */
export function splitDataSet(data: DataSet, settings: SplitSettings): { train: DataSet; test: DataSet } {
  const points = data.inputs.rows;
  assertSplit(settings.fraction, points);
  const tested = Math.min(points - 1, Math.max(1, Math.round(settings.fraction * points)));
  const stream = randomStream(settings.seed, 'data.split');
  const order =
    settings.order === 'random' ? permutation(points, stream) : Uint32Array.from({ length: points }, (_, i) => i);
  return {
    train: selectPoints(data, order.slice(0, points - tested).sort()),
    test: selectPoints(data, order.slice(points - tested).sort()),
  };
}

function assertSplit(fraction: number, points: number): void {
  if (fraction > 0 && fraction < 1 && points >= 2) return;
  throw new ModelError('DATA_SETTINGS', {
    subject: 'split of the data',
    expected: 'a test fraction between 0 and 1 and at least 2 points',
    got: `fraction ${fraction} of ${points} points`,
    suggestion: 'give for example 0.2',
  });
}
