/** What a newcomer runs first. */
import { startEnkit } from '@enkit/testing';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const PROBLEMS = ['sine', 'mexican-hat-1d', 'mexican-hat-2d'];
const METHODS = ['gradient-descent', 'adam', 'enkf', 'es-mda', 'eki'];

it('that the tour trains every problem by every method and leaves one report that loads nothing', {
  timeout: 400_000,
}, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'enkit-start-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const tour = startEnkit(['start', '--seeds', '1', '--out', 'tour.html'], { directory });
  const { code, stdout, stderr } = await tour.ended;
  expect(code, stderr).toBe(0);
  for (const problem of PROBLEMS)
    for (const method of METHODS)
      expect(stderr).toMatch(new RegExp(`${problem} ${method} seed 0: RMSE train [\\d.e-]+, test [\\d.e-]+ in`));
  expect(stderr).toMatch(/mexican-hat-2d eki seed 0 {2}step \d+\/70 {2}RMSE .* members\/s/);
  expect(stdout).toMatch(/RMSE train +│ RMSE test .* R2 test +│ passes +│ seconds/);
  const report = readFileSync(join(directory, 'tour.html'), 'utf8');
  for (const title of ['Cost and accuracy', 'Fits', 'Observed and predicted', 'How the ensembles learned'])
    expect(report.split(title).length - 1).toBeGreaterThanOrEqual(PROBLEMS.length);
  expect(report).toMatch(/members 400, update transform, relaxation 256, precision double, steps 70/);
  expect(report).not.toMatch(/(src|href)="https?:/);
});
