import { expect, it } from 'vitest';
import { describeCommand } from './followRun.ts';

it.each<[string, readonly string[], string]>([
  ['stays as it is', ['run', 'sine.yaml', '--seed', '7'], 'enkit run sine.yaml --seed 7'],
  ['has spaces is quoted', ['run', 'my sine.yaml'], "enkit run 'my sine.yaml'"],
  ['names a Redis', ['run', 'a.yaml', '--redis', 'rediss://u:secret@h'], 'enkit run a.yaml --redis redis://...'],
  ['names a Redis after =', ['run', 'a.yaml', '--redis=redis://:secret@h'], 'enkit run a.yaml --redis=redis://...'],
  [
    'sets a Redis',
    ['run', 'a.yaml', '--set', 'evaluation.queue.redis=redis://:sec ret@h'],
    'enkit run a.yaml --set evaluation.queue.redis=redis://...',
  ],
  ['holds a token', ['ui', '--ui-token', 'secret'], 'enkit ui --ui-token ...'],
  ['holds a token after =', ['ui', '--ui-token=secret'], 'enkit ui --ui-token=...'],
])('that a command which %s is told without its secrets', (_, words, told) => {
  expect(describeCommand(words)).toBe(told);
});
