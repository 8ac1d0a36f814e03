import { expect, test } from 'vitest';
import { catalogueFaults } from './catalogueCheck.ts';
import { selectors, syntaxErrors } from './promql.ts';

test('that an expression within the catalogue has no fault', () => {
  expect(catalogueFaults('sum by (set) (enkit_rmse{set=~"train|test", job="x"})')).toEqual([]);
  expect(catalogueFaults('histogram_quantile(0.5, sum by (le) (rate(enkit_worker_batch_seconds_bucket[5m])))')).toEqual(
    [],
  );
});

test.each([
  ['enkit_rmsee', 'enkit_rmsee is not in the catalogue'],
  ['enkit_worker_batch_seconds', 'enkit_worker_batch_seconds is not in the catalogue'],
  ['enkit_rmse{kind="test"}', 'enkit_rmse has no label kind'],
  ['enkit_rmse{set="tests"}', 'enkit_rmse.set is never tests'],
  ['enkit_rmse{set=~"train|exam"}', 'enkit_rmse.set is never exam'],
  ['sum by (phase) (enkit_rmse)', 'no metric has the label phase grouped by'],
])('that %s is found at fault', (expression, fault) => {
  expect(catalogueFaults(expression)).toEqual([fault]);
});

test('that a name recorded by a rule is no fault', () => {
  expect(catalogueFaults('a:enkit_x:sum > 1', new Set(['a:enkit_x:sum']))).toEqual([]);
});

test('that the grammar tells good expressions from bad ones', () => {
  expect(syntaxErrors('sum(rate(enkit_steps_total[5m]))')).toEqual([]);
  expect(syntaxErrors('sum(rate(enkit_steps_total[5m])')).not.toEqual([]);
});

test('that matchers belong to their own selector', () => {
  expect(selectors('enkit_rmse{set="test"} / enkit_misfit')).toEqual([
    { metric: 'enkit_rmse', matchers: [{ label: 'set', operator: '=', value: 'test' }] },
    { metric: 'enkit_misfit', matchers: [] },
  ]);
});
