/** One way of doing a piece of work: prepared once, then timed a call at a time, in turn with the others. */
import type { Session } from './session.ts';

export interface Contender {
  readonly name: string;
  /** Makes the data ready and warms up. Throws {@link LeftOut} where this machine cannot run it. */
  prepare(session: Session): Promise<PreparedContender>;
}

export interface PreparedContender {
  /** One phrase: kernels, library, settings that were tried out and taken. */
  readonly detail: string;
  /** Norm of the result: contenders that do the same work agree. Absent where the work draws random numbers of its own. */
  readonly checksum?: number | undefined;
  /** Of the process that does the work, where it has one of its own. */
  readonly pid?: number;
  /** One timed call: seconds per unit of work. */
  readonly run: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** Why a contender does not take part, in one sentence; the others go on without it. */
export class LeftOut extends Error {
  override readonly name = 'LeftOut';
}
