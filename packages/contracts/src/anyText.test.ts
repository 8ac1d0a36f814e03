import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { experimentWith } from './badInputs/badInput.ts';
import { commentedExperiment } from './experiment/commentedExperiment.ts';
import { parseExperiment } from './parseExperiment.ts';

describe('any text', () => {
  const READABLE = /^(a\.yaml|--set).*: CFG_[A-Z_]+: expected \S.*; got \S.*; \S.*$/;
  const WORDS = [
    'name data model method ensemble size type alpha prior compare expected sd observationError covariance',
    '1 0 -5 1.5 .nan .inf 1e999 0x1F true null ~ sine mlp es-mda eki file __proto__ constructor',
  ].flatMap((line) => line.split(' '));
  const SIGNS = ['\n', '\n  ', '\n    ', ...': |:|- |? |{|}|[|]|, |#|&a |*a|!x |%|"|\'|\\|>|@|<<'.split('|')];
  const TRAPS = ['---\n', '|\n', '\t', '\r', '\0', '\uFEFF', '\uD800'];
  const fragments = fc
    .array(fc.constantFrom(...WORDS, ...SIGNS, ...TRAPS), { maxLength: 40 })
    .map((parts) => parts.join(''));

  /** Whatever is not an experiment, nor errors that a person can read. */
  function unreadable(text: string | Uint8Array, ...overrides: string[]): readonly string[] {
    const parsed = parseExperiment(text, { file: 'a.yaml', memory: 16e9, overrides });
    if (parsed.status === 'valid') return [];
    if (parsed.errors.length === 0) return ['no errors'];
    return parsed.errors.map(({ message }) => message).filter((message) => !READABLE.test(message));
  }

  test('that looks like YAML gives an experiment or errors, and throws nothing', () => {
    fc.assert(
      fc.property(fragments, (text) => {
        expect(unreadable(text)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('that is a sound experiment with a piece put in somewhere does so too', () => {
    const sound = commentedExperiment().replaceAll(/ *#.*\n/g, '\n');
    const edited = fc
      .tuple(fc.nat({ max: sound.length }), fc.nat({ max: 8 }), fragments)
      .map(([from, count, piece]) => sound.slice(0, from) + piece + sound.slice(from + count));
    fc.assert(
      fc.property(edited, (text) => {
        expect(unreadable(text)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('that is any bytes or characters does so too', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.string({ unit: 'binary' })), (text) => {
        expect(unreadable(text)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('that is given to --set does so too', () => {
    const key = fc.constantFrom('method', 'ensemble.size', 'model.hidden.0', 'a.b', '', '.', 'compare.eki');
    const set = fc.tuple(key, fragments).map(([path, value]) => `${path}=${value}`);
    fc.assert(
      fc.property(fc.array(set, { maxLength: 3 }), (all) => {
        expect(unreadable(experimentWith(), ...all)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
