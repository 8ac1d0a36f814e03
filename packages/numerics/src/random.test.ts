import { expect, it } from 'vitest';
import { philox, randomStream, type RandomStream } from './random.ts';

const words = (key: number, counter: number): string[] => {
  const out = new Uint32Array(4);
  philox(key, key, new Uint32Array(4).fill(counter), out);
  return [...out].map((word) => word.toString(16));
};

it('that Philox4x32-10 gives the known answers of Random123', () => {
  expect(words(0, 0)).toEqual(['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']);
  expect(words(0xffffffff, 0xffffffff)).toEqual(['408f276d', '41c83b0e', 'a20bc7c6', '6d5451fd']);
});

it('that a draw depends on seed, purpose, step and member alone', () => {
  const draw = (...key: Parameters<typeof randomStream>): number => randomStream(...key).normal();
  expect(draw(7, 'prior', 3, 9)).toBe(draw(7, 'prior', 3, 9));
  const others = [draw(8, 'prior', 3, 9), draw(7, 'noise', 3, 9), draw(7, 'prior', 4, 9), draw(7, 'prior', 3, 10)];
  expect(new Set([draw(7, 'prior', 3, 9), ...others]).size).toBe(5);
});

it('that normal draws have mean 0 and variance 1 within sampling error', () => {
  const stream = randomStream(1, 'moments');
  const count = 200_000;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const value = stream.normal();
    sum += value;
    squares += value * value;
  }
  expect(Math.abs(sum / count)).toBeLessThan(4 / Math.sqrt(count));
  expect(Math.abs(squares / count - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
});

it.each([0, 1, 2, 7, 64])('that %i normals at once are those of as many draws, wherever the stream stands', (count) => {
  for (const advance of [
    () => undefined,
    (stream: RandomStream) => stream.normal(),
    (stream: RandomStream) => stream.uniform(),
    (stream: RandomStream) => [stream.normal(), stream.uniform()],
  ]) {
    const [one, other] = [randomStream(3, 'normals'), randomStream(3, 'normals')];
    advance(one);
    advance(other);
    const drawn = new Float64Array(count);
    one.normals(drawn);
    expect([...drawn, one.normal(), one.uniform()]).toEqual([
      ...Array.from({ length: count }, () => other.normal()),
      other.normal(),
      other.uniform(),
    ]);
  }
});

it('that normal draws are those of Box and Muller from the same uniform draws, but for rounding', () => {
  const [stream, twin] = [randomStream(4, 'box-muller'), randomStream(4, 'box-muller')];
  const drawn = new Float64Array(20_000);
  stream.normals(drawn);
  for (let k = 0; k < drawn.length; k += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - twin.uniform()));
    const angle = 2 * Math.PI * twin.uniform();
    expect(Math.abs(drawn[k] - radius * Math.cos(angle))).toBeLessThanOrEqual(1e-15 * radius);
    expect(Math.abs(drawn[k + 1] - radius * Math.sin(angle))).toBeLessThanOrEqual(1e-15 * radius);
  }
});

it('that streams of all lengths begin alike', () => {
  const long = new Float64Array(5001);
  randomStream(9, 'lengths', 2, 7).normals(long);
  for (const length of [1, 3, 8, 9, 2047, 2048, 2049, 4100]) {
    const short = new Float64Array(length);
    randomStream(9, 'lengths', 2, 7).normals(short);
    expect(short).toEqual(long.subarray(0, length));
  }
});
