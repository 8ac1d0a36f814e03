/**
 * Interleaved rounds: every contender runs once in each, in an order that moves on by one, so that what disturbs the
 * machine, or its clock that grows slower, meets all of them. Only ratios within a round are compared.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Contender, LeftOut, type PreparedContender } from './contender.ts';
import type { Session } from './session.ts';

export interface Timing {
  readonly name: string;
  readonly detail: string;
  readonly checksum?: number | undefined;
  /** Per unit of work, one value a round. */
  readonly seconds: readonly number[];
}

export interface Rounds {
  readonly timings: readonly Timing[];
  /** One sentence for each reason for which contenders did not take part. */
  readonly leftOut: readonly string[];
}

/** Threads of a peer that spin after their work must not take part in the next contender's time. */
const SETTLE_MILLISECONDS = 80;

interface Entrant extends PreparedContender {
  readonly name: string;
  readonly seconds: number[];
}

export async function interleave(contenders: readonly Contender[], rounds: number, session: Session): Promise<Rounds> {
  const entrants: Entrant[] = [];
  const leftOut = new Map<string, string[]>();
  try {
    for (const contender of contenders) await enter(contender, session, entrants, leftOut);
    for (let round = 0; round < rounds; round++) await runRound(entrants, round);
    const timings = entrants.map(({ name, detail, checksum, seconds }) => ({ name, detail, checksum, seconds }));
    return { timings, leftOut: [...leftOut].map(([why, names]) => `without ${names.join('; ')}: ${why}`) };
  } finally {
    await Promise.all(entrants.map((entrant) => entrant.close()));
  }
}

/** @param leftOut the names by reason */
async function enter(
  contender: Contender,
  session: Session,
  entrants: Entrant[],
  leftOut: Map<string, string[]>,
): Promise<void> {
  session.progress(`prepares ${contender.name}`);
  try {
    entrants.push({ name: contender.name, seconds: [], ...(await contender.prepare(session)) });
  } catch (error) {
    if (!(error instanceof LeftOut)) throw error;
    leftOut.set(error.message, [...(leftOut.get(error.message) ?? []), contender.name]);
  }
}

async function runRound(entrants: readonly Entrant[], round: number): Promise<void> {
  for (let turn = 0; turn < entrants.length; turn++) {
    const entrant = entrants[(turn + round) % entrants.length];
    await sleep(SETTLE_MILLISECONDS);
    entrant.seconds.push(await entrant.run());
  }
}
