import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { experimentWith } from './badInputs/badInput.ts';
import { commentedExperiment } from './experiment/commentedExperiment.ts';
import { experimentSchema } from './experiment/experiment.ts';
import { parseExperiment, validateExperiment } from './parseExperiment.ts';

const CASES = new URL('../../../experiments/', import.meta.url);
const OPTIONS = { file: 'a.yaml', memory: 16e9 };

function parse(text: string | Uint8Array, ...overrides: string[]) {
  return validateExperiment(text, { ...OPTIONS, overrides });
}

describe('a sound experiment', () => {
  test('that enkit init writes is valid and needs no warning', () => {
    const { experiment, warnings } = parse(commentedExperiment());
    expect(experiment.data).toMatchObject({ source: 'sine', count: 100, noise: 0.05 });
    expect(experiment.method).toMatchObject({ type: 'eki', relaxation: 8, stop: { inverseAlphaSum: 1 } });
    expect(warnings).toEqual([]);
  });

  test('that names its editor schema in the first line', () => {
    expect(commentedExperiment('../x.json').split('\n', 1)).toEqual(['# yaml-language-server: $schema=../x.json']);
  });

  test.each(readdirSync(CASES).filter((name) => name.endsWith('.yaml')))(
    'that is experiments/%s needs no warning',
    (name) => {
      expect(parse(readFileSync(new URL(name, CASES))).warnings).toEqual([]);
    },
  );

  test.each(['enkf', 'es-mda', 'eki'])('that gives only the type %s has every default', (type) => {
    const { experiment } = parse(experimentWith({ method: `method: {type: ${type}}` }));
    expect(experiment.method.observationError).toEqual({ scale: 1 });
    expect(experiment.ensemble.prior).toEqual({ centre: 1, spread: 0.5, scheme: 'glorot' });
    expect(experiment.evaluation.timeLimitSeconds).toBe(86_400);
    expect(experiment.outputs).toEqual({ directory: 'runs', network: 'prediction-mean', report: true });
  });

  test('that chooses adaptive alphas leaves the number of steps open', () => {
    const { experiment } = parse(experimentWith({ method: 'method: {type: es-mda, alpha: adaptive}' }));
    expect(experiment.method).toMatchObject({ alpha: 'adaptive', ratio: 1.6 });
    expect(experiment.method).not.toHaveProperty('steps');
  });

  test('that is read again from its own values, as JSON, stays the same', () => {
    const { experiment } = parse(commentedExperiment());
    const again = parse(JSON.stringify(experiment)).experiment;
    expect(again).toEqual(experiment);
    expect(experimentSchema.parse(again)).toEqual(experiment);
  });

  test('that is written as bytes, with a byte-order mark or Windows line ends is the same', () => {
    const text = experimentWith();
    const { experiment } = parse(text);
    const bytes = new TextEncoder().encode(`\uFEFF${text.replaceAll('\n', '\r\n')}`);
    expect(parse(bytes).experiment).toEqual(experiment);
    expect(parse(`\uFEFF${text}`).experiment).toEqual(experiment);
  });

  test('that repeats values by anchors and aliases is the same as one that writes them out', () => {
    const aliased = experimentWith(
      { data: 'data: {source: sine, noise: &n 0.1}' },
      'expected: [{metric: a, atMost: *n}]',
    );
    const written = experimentWith({}, 'expected: [{metric: a, atMost: 0.1}]');
    expect(parse(aliased).experiment).toEqual(parse(written).experiment);
  });

  test('that is nested 32 levels deep is read as far as its keys', () => {
    const parsed = parseExperiment(`a: ${'['.repeat(31)}${']'.repeat(31)}`, OPTIONS);
    expect(parsed.status === 'invalid' && parsed.errors.map(({ code }) => code)).not.toContain('CFG_DEPTH');
  });
});

describe('what --set changes', () => {
  test('that is a value replaces the value, the last one wins', () => {
    const { experiment } = parse(experimentWith(), 'ensemble.size=20', 'ensemble.size=30', 'name=other');
    expect(experiment.ensemble.size).toBe(30);
    expect(experiment.name).toBe('other');
  });

  test('that is YAML can be a list, a mapping or text with colons', () => {
    const { experiment } = parse(
      experimentWith(),
      'method={type: es-mda, alpha: [2, 2]}',
      'evaluation.queue.redis=redis://host:6379/1',
      'model.hidden.0=5',
    );
    expect(experiment.method).toMatchObject({ alpha: [2, 2] });
    expect(experiment.evaluation.queue).toEqual({ redis: 'redis://host:6379/1', prefix: 'enkit' });
    expect(experiment.model).toMatchObject({ hidden: [5] });
  });

  test('that lies in a section the file lacks makes the section', () => {
    const { experiment } = parse(experimentWith(), 'compare.adam.epochs=10', 'outputs.report=false');
    expect(experiment.compare.adam).toMatchObject({ epochs: 10, learningRate: 0.01 });
    expect(experiment.outputs.report).toBe(false);
  });

  test('that goes into a value shared by an alias changes only its own place', () => {
    const shared = experimentWith(
      {},
      'compare:',
      '  momentum: &settings {epochs: 3, learningRate: 0.2}',
      '  adam: *settings',
    );
    const { compare } = parse(shared, 'compare.adam.epochs=7').experiment;
    expect([compare.momentum?.epochs, compare.adam?.epochs]).toEqual([3, 7]);
  });

  test('that mends a faulty value leaves no error', () => {
    const text = experimentWith({ ensemble: 'ensemble: {size: 1}' });
    expect(parse(text, 'ensemble.size=10').experiment.ensemble.size).toBe(10);
  });
});

describe('a warning', () => {
  const warningsOf = (text: string) => parse(text).warnings;

  test('that the prior cannot learn is given for a centre of zero, with its place', () => {
    const [warning, ...more] = warningsOf(experimentWith({ ensemble: 'ensemble: {size: 10, prior: {centre: 0}}' }));
    expect(warning).toMatch(/^a\.yaml:5:38 ensemble\.prior\.centre: .*cannot be learned/);
    expect(more).toEqual([]);
  });

  test('that the prior cannot learn is not given for a linear model', () => {
    const linear = { model: 'model: {type: mlp, hidden: []}', ensemble: 'ensemble: {size: 10, prior: {centre: 0}}' };
    expect(warningsOf(experimentWith(linear))).toEqual([]);
  });

  test.each([
    ['units start saturated', { ensemble: 'ensemble: {size: 10, prior: {spread: 2.5}}' }, /prior\.spread/],
    ['nothing but the steps ends eki', { method: 'method: {type: eki}' }, /method\.stop/],
    ['the observation error is nominal', { data: 'data: {source: sine}' }, /observationError: .*0\.01/],
    ['a smoother fits a changing truth', { data: 'data: {source: sine-stream, change: drift}' }, /method\.type/],
  ])('that %s is given once', (_, lines, pattern) => {
    const warnings = warningsOf(experimentWith(lines));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(pattern);
  });
});

describe('a bad experiment', () => {
  test('that a caller cannot use throws its first error', () => {
    expect(() => parse(experimentWith({ ensemble: 'ensemble: {size: 1, sed: 3}' }))).toThrow(
      /^a\.yaml:5:18 ensemble\.size: CFG_RANGE/,
    );
  });

  test('that has thousands of faults tells the first hundred', () => {
    const numbers = Array.from({ length: 3000 }, () => '-1').join(', ');
    const text = experimentWith({ method: `method: {type: es-mda, observationError: {sd: [${numbers}]}}` });
    const parsed = parseExperiment(text, OPTIONS);
    expect(parsed.status === 'invalid' && parsed.errors.length).toBe(100);
  });

  test('that needs more memory than this machine has is refused without being told how much that is', () => {
    const text = experimentWith({
      data: 'data: {source: sine, noise: 1, count: 1000000000}',
      ensemble: 'ensemble: {size: 10000000}',
    });
    const parsed = parseExperiment(text, { file: 'a.yaml' });
    expect(parsed.status === 'invalid' && parsed.errors.map(({ code }) => code)).toEqual(['CFG_MEMORY']);
  });
});
