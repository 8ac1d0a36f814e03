import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLossless, stringifyCanonical, stringifyLossless, stringifyLosslessIndented } from './losslessJson.ts';

const anyNumber = fc.double();
const trickyText = fc.constantFrom('NaN', '~NaN', '~~Infinity', '-Infinity', '-0', '0', '~', '__proto__', 'nan');
const anyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    anyNumber,
    trickyText,
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(trickyText, fc.string()), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

describe('lossless JSON', () => {
  test('that every number, text and structure comes back, NaN, infinities and -0 included', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(parseLossless(stringifyLossless(value))).toStrictEqual(value);
        expect(parseLossless(stringifyLosslessIndented(value))).toStrictEqual(value);
        expect(parseLossless(stringifyCanonical(value))).toStrictEqual(value);
      }),
    );
  });

  test('that the special numbers are texts which Number() understands, in JSON that any program reads', () => {
    const numbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0];
    const plain = JSON.parse(stringifyLossless(numbers)) as readonly string[];
    expect(plain).toEqual(['NaN', 'Infinity', '-Infinity', '-0']);
    expect(plain.map(Number)).toStrictEqual(numbers);
  });

  test('that a line holds no newline', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(stringifyLossless(value)).not.toContain('\n');
      }),
    );
  });

  test('that undefined properties are left out and a key "__proto__" stays a key', () => {
    expect(stringifyLossless({ a: undefined, b: 1 })).toBe('{"b":1}');
    const parsed = parseLossless('{"__proto__":{"x":1}}');
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect(stringifyLossless(parsed)).toBe('{"__proto__":{"x":1}}');
  });

  test('that the canonical text does not depend on the order of keys', () => {
    expect(stringifyCanonical({ b: [{ d: 1, c: 2 }], a: 0 })).toBe('{"a":0,"b":[{"c":2,"d":1}]}');
  });

  test('that what JSON cannot hold is refused, not changed', () => {
    for (const value of [Float64Array.of(1), new Map(), new Date(0), 1n, () => 1, Symbol('s'), [undefined]]) {
      expect(() => stringifyLossless({ value })).toThrow(TypeError);
    }
  });
});
