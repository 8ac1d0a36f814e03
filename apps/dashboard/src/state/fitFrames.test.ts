import { expect, test } from 'vitest';
import { curveFit } from '../testSupport/samples.ts';
import { appendFrame, fitAt, FRAME_VALUE_LIMIT, type FitFrame } from './fitFrames.ts';

function framesOf(steps: readonly number[], points = 3): readonly FitFrame[] {
  return steps.reduce<readonly FitFrame[]>((frames, step) => appendFrame(frames, step, [curveFit(step, points)]), []);
}

test('that a fit is shown as it was, without what was not kept', () => {
  const [first] = framesOf([2, 4]);
  expect(fitAt(curveFit(4), first.motions[0])).toMatchObject({
    kind: 'curve',
    mean: [2, 2, 2],
    members: [],
    test: { observed: [1, 2], predicted: [2, 2], low: [] },
  });
});

test('that a step told twice is one frame', () => {
  expect(framesOf([2, 4, 4]).map(({ step }) => step)).toEqual([2, 4]);
});

test('that frames are bounded in numbers, and the first and the latest are among them', () => {
  const steps = Array.from({ length: 200 }, (_, k) => k + 1);
  const frames = framesOf(steps, 500);
  const numbers = JSON.stringify(frames).split(',').length;
  expect(numbers).toBeLessThan(1.1 * FRAME_VALUE_LIMIT);
  expect(frames.length).toBeGreaterThan(5);
  expect([frames[0].step, frames.at(-1)?.step]).toEqual([1, 200]);
});
