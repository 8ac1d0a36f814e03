import { expect, it } from 'vitest';
import { drawRunReport } from './drawRunReport.ts';
import { renderRunReport } from './renderRunReport.ts';
import { reportSample } from './samples/sampleReport.ts';

it('that a report which a thread draws has the same bytes', async () => {
  const report = reportSample();
  expect(await drawRunReport(report)).toBe(renderRunReport(report));
});

it('that a report which cannot be drawn is an error, not a wait without end', async () => {
  await expect(drawRunReport({ ...reportSample(), fits: undefined as never })).rejects.toThrow(TypeError);
});
