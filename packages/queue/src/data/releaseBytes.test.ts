import { expect, it } from 'vitest';
import { releaseBytes } from './releaseBytes.ts';

it('that bytes which have their allocation to themselves are gone', () => {
  const bytes = Buffer.from(new ArrayBuffer(1000));
  releaseBytes(bytes);
  expect([bytes.length, bytes.buffer.byteLength]).toEqual([0, 0]);
});

it('that bytes beside others stay, and so do those on shared memory', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(8)).fill(7);
  const whole = Buffer.alloc(64, 7);
  for (const bytes of [Buffer.from(whole.buffer, 0, 32), whole.subarray(8), Buffer.from('small'), shared]) {
    const before = [...bytes];
    releaseBytes(bytes);
    expect([...bytes]).toEqual(before);
  }
});
