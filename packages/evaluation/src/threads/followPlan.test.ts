import { planMoments, type AnalysisPlan, type AnalysisWork } from '@enkit/assimilation';
import { createBackend, createSharedMatrix } from '@enkit/numerics';
import { describe, expect, it } from 'vitest';
import { abandon, createPlanProgress, followPlan } from './followPlan.ts';

const backend = createBackend('wasm');

const momentsOf = (value: number): Extract<AnalysisWork, { kind: 'moments' }> => {
  const ensemble = createSharedMatrix(2, 3);
  ensemble.data.fill(value);
  return planMoments(ensemble);
};

/** Yields groups of works, then tells the means that they have found. */
function* planOf(...groups: readonly ReturnType<typeof momentsOf>[][]): AnalysisPlan<number[]> {
  for (const group of groups) yield group;
  return groups.flat().map(({ mean }) => mean[0]);
}

function* failing(): AnalysisPlan<number[]> {
  yield refuse();
  return [];
}

function refuse(): AnalysisWork[] {
  throw new Error('no such step');
}

describe('a plan that threads follow together', () => {
  it('that one thread follows alone is carried out, group after group', () => {
    const progress = createPlanProgress();
    expect(followPlan(planOf([momentsOf(1), momentsOf(2)], [], [momentsOf(3)]), progress, backend)).toEqual([1, 2, 3]);
  });

  it('that has ended is left alone by who comes late: nothing is computed twice', () => {
    const progress = createPlanProgress();
    followPlan(planOf([momentsOf(1)]), progress, backend);
    // What is in the memory of the plan by now may make it another one, with more to do, or one that fails.
    const [other, further] = [momentsOf(5), momentsOf(6)];
    expect(followPlan(planOf([other, further], [momentsOf(7)]), progress, backend)).toBeUndefined();
    expect([...other.mean, ...further.mean]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(followPlan(failing(), progress, backend)).toBeUndefined();
  });

  it('that fails on one thread fails there, and ends for the others', () => {
    const progress = createPlanProgress();
    expect(() => followPlan(failing(), progress, backend)).toThrow('no such step');
    const work = momentsOf(1);
    expect(followPlan(planOf([work]), progress, backend)).toBeUndefined();
    expect([...work.mean]).toEqual([0, 0, 0]);
  });

  it('that is abandoned while a group is under way does not go on to the next', () => {
    const progress = createPlanProgress();
    const next = momentsOf(2);
    function* abandoned(): AnalysisPlan<number[]> {
      yield [momentsOf(1)];
      abandon(progress);
      yield [next];
      return [];
    }
    expect(followPlan(abandoned(), progress, backend)).toBeUndefined();
    expect([...next.mean]).toEqual([0, 0, 0]);
  });
});
