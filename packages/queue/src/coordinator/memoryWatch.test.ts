import { expect, it } from 'vitest';
import { readMemory } from './memoryWatch.ts';

const before = { usedBytes: 1, maximumBytes: 2 };

it('that the memory of Redis is read from what INFO says, and not from its neighbours', () => {
  const info = 'used_memory:1048576\r\nused_memory_human:1.00M\r\nused_memory_rss:9\r\nmaxmemory:2097152\r\n';
  expect(readMemory(info, before)).toEqual({ usedBytes: 1048576, maximumBytes: 2097152 });
});

it('that a server which does not tell its memory leaves what was known', () => {
  expect(readMemory('# Memory\r\nmaxmemory:0\r\n', before)).toEqual({ usedBytes: 1, maximumBytes: 0 });
});
