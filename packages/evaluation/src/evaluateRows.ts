/** Evaluates the members of one batch one after the other; a failed member is an outcome and the next goes on. */
import type { MemberOutcome } from '@enkit/contracts';
import { rowOf, type Matrix } from '@enkit/numerics';
import { hostname } from 'node:os';
import { assertFiniteOutput } from './model/checkedOutput.ts';
import type { Forward } from './model/forwardFunction.ts';
import { describeThrown, MemberError } from './model/memberError.ts';

export interface RowsToEvaluate {
  readonly forward: Forward;
  /** M x nIn. */
  readonly inputs: Matrix;
  readonly step: number;
  readonly seed: number;
  /** Ids, n. */
  readonly members: Uint32Array;
  /** n x Nm. */
  readonly parameters: Matrix;
  /** n x Nd, written. */
  readonly predicted: Matrix;
}

/** Where a member was evaluated: host and process. */
export const NODE = `${hostname()}:${process.pid}`;

/**
 * Evaluates row by row.
 * @param watch told before and after each row, so that the main side knows what ran when a thread dies or hangs
 */
export async function evaluateRows(
  rows: RowsToEvaluate,
  watch?: { starts(row: number): void; ends(row: number, outcome: MemberOutcome): void },
): Promise<MemberOutcome[]> {
  const outcomes: MemberOutcome[] = [];
  for (let row = 0; row < rows.members.length; row++) {
    watch?.starts(row);
    const outcome = await evaluateRow(rows, row);
    outcomes.push(outcome);
    watch?.ends(row, outcome);
  }
  return outcomes;
}

async function evaluateRow(rows: RowsToEvaluate, row: number): Promise<MemberOutcome> {
  const into = rowOf(rows.predicted, row);
  const context = { inputs: rows.inputs, member: rows.members[row], step: rows.step, seed: rows.seed };
  try {
    const pending = rows.forward(rowOf(rows.parameters, row), context, into);
    if (pending instanceof Promise) await pending;
    assertFiniteOutput(into);
    return { status: 'evaluated' };
  } catch (thrown) {
    into.fill(NaN);
    if (!(thrown instanceof MemberError))
      return { status: 'failed', code: 'MEMBER_THREW', message: describeThrown(thrown), node: NODE };
    return { status: 'failed', code: thrown.code, message: thrown.message, node: NODE };
  }
}
