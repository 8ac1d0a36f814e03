import { describe, expect, it } from 'vitest';
import type { FitData, PredictedPoints } from './fitData.ts';
import { renderRunReport } from './renderRunReport.ts';
import type { ParameterEstimate, RunReport } from './runReport.ts';
import { HOSTILE_NAME, pageFaults, readPage, textOf } from './samples/pageChecks.ts';
import { curveSample, pointsSample, seriesSample, surfaceSample } from './samples/sampleFits.ts';
import { reportSample, resultSample, stepsSample } from './samples/sampleReport.ts';

const NAN = Number.NaN;

function estimateSample(name: string, mean = 1.3): ParameterEstimate {
  return { name, unit: 'mD', prior: { mean: 1, sd: 0.3 }, posterior: { mean, low: mean - 0.2, high: mean + 0.2 } };
}

/** The same data with every number of some arrays replaced. */
function replaceValues<Fit extends FitData>(fit: Fit, value: number | null): Fit {
  const text = JSON.stringify(fit, (_key, item: unknown) =>
    Array.isArray(item) && typeof item[0] === 'number' ? item.map(() => value) : item,
  );
  return JSON.parse(text) as Fit;
}

const FITS: readonly (readonly [string, FitData])[] = [
  ['one input', curveSample()],
  ['two inputs', surfaceSample()],
  ['a series', seriesSample()],
  ['many inputs', pointsSample()],
];

describe('renderRunReport', () => {
  it.each(FITS)('that the report of %s is a whole, accessible page that loads nothing', (_, fit) => {
    const document = readPage(renderRunReport(reportSample({ estimates: [estimateSample('k')] }, fit)));
    expect([...document.querySelectorAll('figure')].length).toBeGreaterThanOrEqual(4);
  });

  it('that it gives the numbers it was given', () => {
    const text = textOf(readPage(renderRunReport(reportSample({}, seriesSample()))));
    for (const expected of ['0.0162 ppm', '0.0471 ppm', '0.9980', '87.2 %', '5,000', '1.3 s', '51.3', '100 members']) {
      expect(text).toContain(expected);
    }
    const { ensembleSha256, run } = resultSample();
    expect(text).toContain(ensembleSha256);
    expect(text).toContain(run);
    expect(text).toContain('stop: { steps: 50 }');
    expect(text).toContain('enkit run experiments/mexican-hat-noisy.yaml');
  });

  it('that the same report gives the same bytes, whatever was rendered before', () => {
    const first = renderRunReport(reportSample());
    renderRunReport(reportSample({}, surfaceSample()));
    expect(renderRunReport(reportSample())).toBe(first);
  });

  it('that a hostile name stays text wherever it comes from', () => {
    const name = HOSTILE_NAME;
    const base = reportSample();
    const quantity = { name, unit: name };
    const fits = FITS.map(([, fit]): FitData => {
      if (fit.kind === 'surface') return { ...fit, output: quantity, inputs: [quantity, quantity] };
      return fit.kind === 'points' ? { ...fit, output: quantity } : { ...fit, output: quantity, input: quantity };
    });
    const failures = [{ status: 'failed', code: 'MEMBER_THREW', message: name, node: name, member: 3 }] as const;
    const page = renderRunReport({
      ...base,
      result: resultSample({
        name,
        run: name,
        directory: name,
        method: name,
        stoppedBy: name,
        queue: name,
        ensembleSha256: name,
      }),
      experimentText: name,
      provenance: {
        versions: { [name]: name },
        gitRevision: name,
        backend: name,
        seeds: { [name]: 1 },
        createdAt: name,
        command: name,
      },
      steps: stepsSample(3).map((step) => Object.assign(step, { failures })),
      estimates: [estimateSample(name)],
      fits,
    });
    const document = readPage(page);
    expect(document.querySelector('h1')?.textContent).toBe(name);
    expect(document.querySelector('pre')?.textContent).toBe(name);
    expect(document.querySelector('title')?.textContent).toContain(name);
  });
});

describe('renderRunReport of degenerate input', () => {
  it.each([NAN, null, Infinity, 1])('that fits in which every value is %s are reported', (value) => {
    const fits = FITS.map(([, fit]) => replaceValues(fit, value));
    expect(pageFaults(renderRunReport(reportSample({ fits })))).toEqual([]);
  });

  it('that empty arrays are reported', () => {
    const none: PredictedPoints = { observed: [], predicted: [], low: [], high: [] };
    const curve: FitData = {
      ...curveSample(),
      grid: [],
      truth: [],
      mean: [],
      low: [],
      high: [],
      parameterMean: [],
      bestMember: [],
      training: { x: [], y: [] },
      train: none,
      test: none,
    };
    const surface: FitData = {
      ...surfaceSample(),
      x: [],
      y: [],
      truth: [],
      mean: [],
      spread: [],
      train: none,
      test: none,
    };
    const series: FitData = { ...seriesSample(), train: { ...none, time: [] }, test: { ...none, time: [] } };
    expect(pageFaults(renderRunReport(reportSample({ fits: [curve, surface, series] })))).toEqual([]);
    expect(pageFaults(renderRunReport(reportSample({ fits: [], estimates: [] })))).toEqual([]);
  });

  it.each([0, 1, 2])('that a run of %d steps is reported', (count) => {
    expect(pageFaults(renderRunReport(reportSample({ steps: stepsSample(count) })))).toEqual([]);
  });

  it('that steps and scores without a single number are reported, as dashes', () => {
    const blank = <T>(value: T): T =>
      JSON.parse(JSON.stringify(value, (_key, item: unknown) => (typeof item === 'number' ? null : item))) as T;
    const steps = blank(stepsSample(5)).map((step, k) => Object.assign(step, { step: k + 1, failures: [] }));
    const report: RunReport = { ...reportSample({ steps }), result: blank(resultSample()) };
    const text = textOf(readPage(renderRunReport(report)));
    expect(text).toContain('Test RMSE–');
    expect(text).toContain('Whether it learned is not known');
    expect(text).not.toMatch(/It learned\.|Well calibrated\./);
  });

  it('that zero errors, which no logarithmic axis holds, are reported', () => {
    const steps = stepsSample(9).map((step) =>
      Object.assign(step, {
        rmseForecast: 0,
        rmseTest: 0,
        rmseTrain: 0,
        spread: 0,
        spreadTest: 0,
        parameterSpread: 0,
        alpha: 0,
      }),
    );
    const text = textOf(readPage(renderRunReport(reportSample({ steps }))));
    expect(text).toContain('No step with a positive RMSE or spread');
  });

  it('that predictions far from the data do not flatten the plot, and the caption says so', () => {
    const fit = curveSample();
    const wild = { ...fit, mean: Array.from(fit.mean, (value) => 1e10 * value) };
    const text = textOf(readPage(renderRunReport(reportSample({}, wild))));
    expect(text).toContain('are cut at the frame');
    expect(textOf(readPage(renderRunReport(reportSample())))).not.toContain('are cut at the frame');
  });
});

describe('the tables of a run', () => {
  it('that failed members are listed by code, with their first message, step and node', () => {
    const failures = [
      { status: 'failed', code: 'MEMBER_NONFINITE', message: 'output 3 is not finite', node: 'node-7:42', member: 3 },
    ] as const;
    const steps = stepsSample(9).map((step) => Object.assign(step, step.step > 4 ? { failures } : {}));
    const document = readPage(renderRunReport(reportSample({ steps })));
    const row = [...document.querySelectorAll('tr')].find((item) => item.textContent?.includes('MEMBER_') === true);
    const cells = [...(row?.querySelectorAll('th, td') ?? [])].map((cell) => cell.textContent);
    expect(cells).toEqual(['MEMBER_NONFINITE', '5', '5', 'output 3 is not finite', 'node-7:42']);
  });

  it('that steps without failures have no table of failures', () => {
    expect(renderRunReport(reportSample())).not.toContain('Message and node');
  });
});

describe('renderRunReport of much data', () => {
  const many = 20_000;

  it('that twenty thousand steps and points give a file below 2 MB that says what it leaves out', () => {
    const fit = curveSample(0.05, many);
    const page = renderRunReport(reportSample({ steps: stepsSample(many) }, fit));
    expect(page.length).toBeLessThan(2e6);
    const text = textOf(readPage(page));
    expect(text).toContain('400 of the 20,000 training points');
    expect(text).toContain('consecutive values are drawn as one');
    expect(text).toContain('60 of 20,000 steps');
  });

  it('that ten outputs on grids of 200 x 200 stay below 2 MB', () => {
    const fit = surfaceSample(0.02, 200);
    const page = renderRunReport(reportSample({ fits: Array.from({ length: 10 }, () => fit) }));
    expect(page.length).toBeLessThan(2e6);
    expect(page).toContain('The first 6 of 10 outputs are drawn');
  });
});
