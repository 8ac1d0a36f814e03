/** Evaluates the members of one batch one after the other; a failed member is an outcome and the next goes on. */
import { EVALUATED, type MemberOutcome } from '@enkit/contracts/evaluation';
import { rowOf, type AnyMatrix, type Matrix } from '@enkit/numerics';
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
  readonly parameters: AnyMatrix;
  /** n x Nd, written. */
  readonly predicted: Matrix;
}

/** Where a member was evaluated: host and process. */
export const NODE = `${hostname()}:${process.pid}`;

/** Told before and after each row, so that the main side knows what ran when a thread dies or hangs. */
export interface RowWatch {
  /** The row to evaluate next; beyond the last when there is none left. */
  next(): number;
  starts(row: number): void;
  ends(row: number, outcome: MemberOutcome): void;
}

/** Evaluates row by row. A model that computes at once is not waited for: a turn of the loop costs as much as a layer. */
export async function evaluateRows(rows: RowsToEvaluate, watch: RowWatch): Promise<void> {
  for (let row = watch.next(); row < rows.members.length; row = watch.next()) {
    watch.starts(row);
    const pending = evaluateRow(rows, row);
    watch.ends(row, pending instanceof Promise ? await pending : pending);
  }
}

function evaluateRow(rows: RowsToEvaluate, row: number): MemberOutcome | Promise<MemberOutcome> {
  const into = rowOf(rows.predicted, row);
  const context = { inputs: rows.inputs, member: rows.members[row], step: rows.step, seed: rows.seed };
  try {
    const isFinite = rows.forward(rowOf(rows.parameters, row), context, into);
    if (isFinite instanceof Promise) return isFinite.then(() => checked(into)).catch((thrown) => failed(thrown, into));
    return isFinite ? EVALUATED : checked(into);
  } catch (thrown) {
    return failed(thrown, into);
  }
}

function checked(into: Float64Array): MemberOutcome {
  assertFiniteOutput(into);
  return EVALUATED;
}

function failed(thrown: unknown, into: Float64Array): MemberOutcome {
  into.fill(NaN);
  const code = thrown instanceof MemberError ? thrown.code : 'MEMBER_THREW';
  const message = thrown instanceof MemberError ? thrown.message : describeThrown(thrown);
  return { status: 'failed', code, message, node: NODE };
}
