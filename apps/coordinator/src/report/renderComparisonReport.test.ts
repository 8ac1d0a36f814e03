import { describe, expect, it } from 'vitest';
import type { ComparisonReport, MethodResult, ProblemComparison, SeedResult } from './comparisonReport.ts';
import { renderComparisonReport } from './renderComparisonReport.ts';
import { comparisonSample, problemSample } from './samples/sampleComparison.ts';
import { HOSTILE_NAME, pageFaults, readPage, textOf, type PageDocument } from './samples/pageChecks.ts';
import { curveSample, pointsSample, seriesSample, surfaceSample } from './samples/sampleFits.ts';

const NAN = Number.NaN;

function seedSample(seed: number, test: number, overrides: Partial<SeedResult> = {}): SeedResult {
  const rmse = { train: 0.9 * test, test };
  return { seed, rmse, r2: { train: 0.9, test: 0.8 }, passes: 1000, seconds: 1, cpuSeconds: 2, ...overrides };
}

function methodSample(method: string, errors: readonly number[]): MethodResult {
  return { method, seeds: errors.map((error, seed) => seedSample(seed, error)) };
}

/** The method with a hostile name in all its texts. */
function hostileMethod(sample: MethodResult): MethodResult {
  const seeds = [...sample.seeds, seedSample(99, NAN, { failure: HOSTILE_NAME })];
  return { ...sample, method: `${HOSTILE_NAME} ${sample.method}`, settings: HOSTILE_NAME, seeds };
}

function comparisonOf(methods: readonly MethodResult[]): ComparisonReport {
  return comparisonSample({ problems: [{ name: 'sine', output: { name: 'y', unit: 'mm' }, methods }] });
}

function rowOf(document: PageDocument, caption: string, method: string): string[] {
  const table = [...document.querySelectorAll('table')].find((item) => item.textContent?.includes(caption) === true);
  const row = [...(table?.querySelectorAll('tbody tr') ?? [])].find(
    (item) => item.querySelector('th')?.textContent === method,
  );
  return [...(row?.querySelectorAll('td') ?? [])].map((cell) =>
    cell.innerHTML
      .replace(/<[^>]*>/g, ' ')
      .trim()
      .replace(/\s+/g, ' '),
  );
}

describe('renderComparisonReport', () => {
  it('that problems of every kind make a whole, accessible page that loads nothing', () => {
    const problems = [
      problemSample('curves', curveSample),
      problemSample('fields', surfaceSample),
      problemSample('series', () => seriesSample()),
      problemSample('points', () => pointsSample()),
    ];
    const document = readPage(renderComparisonReport(comparisonSample({ problems })));
    const titles = problems.flatMap(({ name }) => [
      `Cost and accuracy on ${name}`,
      `Fits on ${name}`,
      ...(name === 'points' ? [] : [`Observed and predicted on ${name}`]),
      `How the ensembles learned ${name}`,
    ]);
    expect([...document.querySelectorAll('figcaption b')].map((title) => title.textContent)).toEqual(
      titles.map((title, k) => `Figure ${String(k + 1)}. ${title}.`),
    );
    expect([...document.querySelectorAll('nav a')].map((link) => link.textContent)).toEqual(
      problems.map(({ name }) => name),
    );
  });

  it('that every ensemble shows error and spread by step, and the spread of its parameters; a gradient method has none', () => {
    const document = readPage(renderComparisonReport(comparisonSample()));
    const figure = [...document.querySelectorAll('figure')].find((item) =>
      item.textContent?.includes('How the ensembles'),
    );
    const panels = [...(figure?.querySelectorAll('.panel') ?? [])].map((panel) => [
      panel.querySelector('.panel-title')?.textContent,
      panel.querySelector('.wide svg')?.getAttribute('aria-label')?.split(' over ')[0].split(' relative')[0],
    ]);
    expect(panels).toEqual([
      ['eki', 'RMSE and spread'],
      ['es-mda', 'RMSE and spread'],
      ['eki', 'Spread of the parameters'],
      ['es-mda', 'Spread of the parameters'],
    ]);
  });

  it('that the tables give median and worst over seeds', () => {
    const document = readPage(renderComparisonReport(comparisonOf([methodSample('eki', [0.1, 0.3, 0.2])])));
    const scores = rowOf(document, 'Scores on sine', 'eki');
    expect(scores.slice(0, 3)).toEqual(['3', '0.180 0.270', '0.200 0.300']);
    expect(rowOf(document, 'Cost on sine', 'eki')[0]).toBe('1,000 1,000');
  });

  it('that the same comparison gives the same bytes, whatever was rendered before', () => {
    const first = renderComparisonReport(comparisonSample());
    renderComparisonReport(comparisonOf([methodSample('adam', [1])]));
    expect(renderComparisonReport(comparisonSample())).toBe(first);
  });

  it('that a hostile name stays text wherever it comes from', () => {
    const name = HOSTILE_NAME;
    const [sample] = comparisonSample().problems;
    const problem: ProblemComparison = {
      ...sample,
      name,
      description: name,
      output: { name, unit: name },
      experimentText: name,
      methods: sample.methods.map(hostileMethod),
    };
    const document = readPage(renderComparisonReport(comparisonSample({ title: name, problems: [problem, problem] })));
    expect(document.querySelector('h1')?.textContent).toBe(name);
    expect(document.querySelector('pre')?.textContent).toBe(name);
  });

  it('that eight problems with eight methods of ten seeds stay below 4 MB', () => {
    const [sample] = comparisonSample().problems;
    const methods = Array.from({ length: 8 }, (_, k) => ({ ...sample.methods[k % 5], method: `method ${String(k)}` }));
    const problems = Array.from({ length: 8 }, (_, k) => ({ ...sample, name: `problem ${String(k)}`, methods }));
    expect(renderComparisonReport(comparisonSample({ problems })).length).toBeLessThan(4e6);
  });
});

describe('renderComparisonReport of degenerate input', () => {
  it.each([
    ['no problem', []],
    ['no method', [{ name: 'a', output: { name: 'y' }, methods: [] }]],
    ['no seed', [{ name: 'a', output: { name: 'y' }, methods: [methodSample('eki', [])] }]],
    [
      'no finite score',
      [
        {
          name: 'a',
          output: { name: 'y' },
          methods: [methodSample('eki', [NAN, NAN]), methodSample('adam', [Infinity])],
        },
      ],
    ],
    [
      'errors of zero',
      [{ name: 'a', output: { name: 'y' }, methods: [methodSample('eki', [0, 0]), methodSample('adam', [0])] }],
    ],
  ])('that a comparison with %s is reported', (_, problems) => {
    expect(pageFaults(renderComparisonReport(comparisonSample({ problems })))).toEqual([]);
  });

  it('that empty and missing trajectories are reported', () => {
    const trajectories = [
      { seed: 0, passes: [], rmseTest: [] },
      { seed: 1, passes: [1, 2], rmseTest: [NAN, NAN] },
      { seed: 2, passes: [0, 10], rmseTest: [1, 0] },
    ];
    expect(pageFaults(renderComparisonReport(comparisonOf([{ ...methodSample('eki', [0.1]), trajectories }])))).toEqual(
      [],
    );
  });
});

describe('the summary of a comparison', () => {
  const summaryOf = (methods: readonly MethodResult[]): string =>
    textOf(readPage(renderComparisonReport(comparisonOf(methods))));

  it('that the lowest median is named with its cost, its unit and the next', () => {
    const text = summaryOf([methodSample('adam', [0.4, 0.5]), methodSample('eki', [0.1, 0.2])]);
    expect(text).toContain('Lowest median test RMSE: eki, 0.150 mm with 1,000 passes (2 seeds)');
    expect(text).toContain('Next: adam, 0.450 mm with 1,000 passes (2 seeds) (3.00 times the first)');
    expect(text).toContain('The worst seed of the first is better than the best of the second');
  });

  it('that overlapping ranges are said', () => {
    expect(summaryOf([methodSample('adam', [0.15, 0.5]), methodSample('eki', [0.1, 0.2])])).toContain(
      'The ranges over seeds overlap',
    );
  });

  it('that a first with a failed seed is not called better than every seed of the second', () => {
    const text = summaryOf([methodSample('eki', [0.1, 0.1, NAN]), methodSample('adam', [0.4, 0.5, 0.6])]);
    expect(text).toContain('The ranges over seeds overlap');
    expect(text).toContain('eki: 1 of 3 seeds');
  });

  it('that the order of single seeds is not taken for more than it is', () => {
    expect(summaryOf([methodSample('adam', [0.4]), methodSample('eki', [0.1])])).toContain('the order may be chance');
  });

  it('that the reason of a failure is given', () => {
    const failed = { method: 'enkf', seeds: [seedSample(0, NAN, { failure: 'the ensemble diverged' })] };
    expect(summaryOf([failed])).toContain('enkf: 1 of 1 seed (the ensemble diverged)');
  });
});
