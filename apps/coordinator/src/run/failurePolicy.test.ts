import type { EnsembleState } from '@enkit/assimilation';
import type { EnsembleSettings, EvaluationResult, MemberOutcome } from '@enkit/contracts';
import { createMatrix, rowOf } from '@enkit/numerics';
import { expect, it } from 'vitest';
import { evaluateUnderPolicy } from './failurePolicy.ts';

const MEMBERS = Uint32Array.of(2, 3, 5, 7, 11, 13);
const PARAMETERS = createMatrix(6, 2, Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
const ENSEMBLE: EnsembleState = { step: 0, inverseAlphaSum: 0, members: MEMBERS, parameters: PARAMETERS };

type Policy = 'drop' | 'resample';
/** Whether the member fails when it is evaluated for the `time`-th time, from 0. */
type Fails = (member: number, time: number) => boolean;

/** Evaluates y = (10 a, 10 b), and notes who was evaluated in each round. */
async function evaluateWith(policy: Policy, fails: Fails) {
  const prior = { centre: 1, spread: 0.5, scheme: 'glorot' } as const;
  const settings: EnsembleSettings = { size: 6, seed: 1, precision: 'double', prior, failedMembers: { policy } };
  const rounds: number[][] = [];
  const kept: number[][] = [];
  const evaluate = ({ members, parameters }: Pick<EnsembleState, 'members' | 'parameters'>) => {
    const outcomes = [...members].map((member): MemberOutcome => {
      const failed = fails(member, rounds.filter((before) => before.includes(member)).length);
      return failed ? { status: 'failed', code: 'MEMBER_THREW', message: 'no', node: 'here' } : { status: 'evaluated' };
    });
    rounds.push([...members]);
    const predicted = createMatrix(
      members.length,
      2,
      Float64Array.from(parameters.data, (value) => 10 * value),
    );
    return Promise.resolve<EvaluationResult>({ predicted, outcomes });
  };
  const survivors = await evaluateUnderPolicy(ENSEMBLE, settings, evaluate, (failures, parameters) => {
    expect(parameters.rows).toBe(failures.length);
    kept.push(failures.map(({ member }) => member));
    return Promise.resolve();
  });
  return { ...survivors, rounds, kept };
}

it('that only members which were drawn again are evaluated again, and each prediction is that of its row', async () => {
  const { rounds, kept, ensemble, predicted, evaluations, failures } = await evaluateWith(
    'resample',
    (member, time) => (member === 3 && time < 2) || (member === 11 && time < 1),
  );
  expect(rounds).toEqual([[...MEMBERS], [3, 11], [3]]);
  expect(kept).toEqual([[3, 11], [3]]);
  expect(evaluations).toBe(9);
  expect(failures.map(({ member }) => member)).toEqual([3, 11, 3]);
  expect(ensemble.members).toEqual(MEMBERS);
  expect([...predicted.data]).toEqual([...ensemble.parameters.data].map((value) => 10 * value));
  for (const row of [0, 2, 3, 5]) expect(rowOf(ensemble.parameters, row)).toEqual(rowOf(PARAMETERS, row));
  for (const row of [1, 4]) expect(rowOf(ensemble.parameters, row)).not.toEqual(rowOf(PARAMETERS, row));
});

it('that a member whose draws all fail is dropped in the end, and the others stay', async () => {
  const { rounds, ensemble, predicted } = await evaluateWith('resample', (member) => member === 5);
  expect(rounds).toEqual([[...MEMBERS], [5], [5], [5], [5], [5]]);
  expect([...ensemble.members]).toEqual([2, 3, 7, 11, 13]);
  expect([...predicted.data]).toEqual([...ensemble.parameters.data].map((value) => 10 * value));
});

it('that dropped members take their predictions with them', async () => {
  const { rounds, ensemble, predicted } = await evaluateWith('drop', (member) => member === 2 || member === 13);
  expect(rounds).toHaveLength(1);
  expect([...ensemble.members]).toEqual([3, 5, 7, 11]);
  expect([...predicted.data]).toEqual([...ensemble.parameters.data].map((value) => 10 * value));
});
