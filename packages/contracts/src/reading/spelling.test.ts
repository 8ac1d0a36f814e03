import { expect, test } from 'vitest';
import { nearestWord } from './spelling.ts';

test.each([
  ['enesmble', 'ensemble'],
  ['Failed_Members', 'failedMembers'],
  ['sien', 'sine'],
  ['X', 'x'],
  ['x', 'x1'],
])('that %s is taken for a slip of %s', (word, meant) => {
  expect(nearestWord(word, ['alpha', meant, 'omega'])).toBe(meant);
});

test('that a word of which nothing is left is no slip: a column z is not meant by x, nor a run by nothing', () => {
  expect(nearestWord('x', ['z'])).toBeUndefined();
  expect(nearestWord('', ['a'])).toBeUndefined();
  expect(nearestWord('ab', ['cd'])).toBeUndefined();
});
