import { describe, expect, it } from 'vitest';
import { linearAxis } from './axis.ts';
import { draw, type Mark } from './drawing.ts';
import { barMark, dotMark } from './pathMark.ts';

/** Outline of the one mark drawn in red in a frame of [0, 1] x [0, 1]. */
function outlineOf(mark: Mark): string | undefined {
  const axis = linearAxis('', [0, 1], { padding: 0 });
  const { text } = draw({ description: 'marks', width: 200, height: 200, x: axis, y: axis, marks: [mark] });
  return /<path [^>]*stroke="red"[^>]*>/.exec(text)?.[0].match(/ d="([^"]*)"/)?.[1];
}

/** Vertical positions of the frame's ends. */
function ends(outline: string | undefined): number[] {
  return [...(outline ?? '').matchAll(/,([\d.]+)V([\d.]+)/g)].flatMap(([, from, to]) => [Number(from), Number(to)]);
}

describe('marks as one path', () => {
  it('that there is one outline per point inside the frame', () => {
    const points = [0, 0.25, 1, 1.5, -0.5].map((value) => ({ x: value, y: value }));
    expect(outlineOf(dotMark(points, { colour: 'red' }))?.match(/M/g)).toHaveLength(3);
    expect(outlineOf(dotMark(points, { colour: 'red', hollow: true }))?.match(/a/g)).toHaveLength(6);
  });

  it('that bars are cut at the frame', () => {
    const [whole] = [ends(outlineOf(barMark([{ x: 0.5, low: 0, high: 1 }], 'red')))];
    expect(ends(outlineOf(barMark([{ x: 0.5, low: -1e9, high: 1e9 }], 'red')))).toEqual(whole);
    expect(whole).toHaveLength(2);
  });

  it('that no points make no element', () => {
    expect(outlineOf(dotMark([], { colour: 'red' }))).toBeUndefined();
    expect(outlineOf(barMark([{ x: 2, low: 0, high: 1 }], 'red'))).toBeUndefined();
  });
});
