/** The same work done by several contenders, as one table; its targets are ratios between them. */
import { median } from '@enkit/numerics';
import type { Contender } from './contender.ts';
import { interleave, type Timing } from './rounds.ts';
import type { Session } from './session.ts';
import { type Figure, ratios, type Target } from './target.ts';

export interface RatioTarget extends Omit<Target, 'against' | 'sense' | 'unit'> {
  /** Names of contenders: the fastest of ours counts, against the fastest of the peers. */
  readonly ours: readonly string[];
  readonly peers: readonly string[];
}

export interface Comparison {
  readonly title: string;
  /** What the seconds are for, such as "pass of 1,000 members". */
  readonly unit: string;
  /** Of one unit, for the rate: floating-point operations. */
  readonly flops?: number | undefined;
  readonly contenders: readonly Contender[];
  readonly targets: readonly RatioTarget[];
  readonly rounds: number;
  /** Largest relative difference of two checksums; doubles agree much better. */
  readonly tolerance?: number;
}

export interface TimingTable {
  readonly title: string;
  readonly unit: string;
  readonly flops?: number | undefined;
  readonly timings: readonly Timing[];
}

export interface CaseResult {
  readonly tables: readonly TimingTable[];
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
  /** The benchmark could not go on after this. */
  readonly broken?: boolean;
}

const DOUBLE_TOLERANCE = 1e-9;

export const plainTarget = ({ what, peers, bound, stretch }: RatioTarget): Target => ({
  what,
  against: peers.join(' or '),
  sense: 'at least',
  bound,
  stretch,
  unit: 'x',
});

export async function runComparison(comparison: Comparison, session: Session): Promise<CaseResult> {
  const { title, unit, flops, contenders, targets, rounds, tolerance = DOUBLE_TOLERANCE } = comparison;
  session.progress(title);
  const { timings, leftOut } = await interleave(contenders, session.rounds ?? rounds, session);
  const figures = targets.map((target) => figureOf(target, timings));
  const notes = [...leftOut, ...differences(timings, tolerance)].map((note) => `${title}: ${note}`);
  return { tables: [{ title, unit, flops, timings }], figures, notes };
}

function figureOf(target: RatioTarget, timings: readonly Timing[]): Figure {
  const ours = fastest(target.ours, timings);
  const peer = fastest(target.peers, timings);
  if (ours === undefined || peer === undefined) {
    const absent = ours === undefined ? target.ours : target.peers;
    return { ...plainTarget(target), values: [], missing: `${absent.join(', ')} did not run` };
  }
  return { ...plainTarget(target), against: peer.name, values: ratios(peer.seconds, ours.seconds) };
}

function fastest(names: readonly string[], timings: readonly Timing[]): Timing | undefined {
  return timings
    .filter(({ name }) => names.includes(name))
    .toSorted((a, b) => median(a.seconds) - median(b.seconds))
    .at(0);
}

/** A sentence for every contender whose result is not that of the first. */
function differences(timings: readonly Timing[], tolerance: number): string[] {
  const [first, ...others] = timings.filter(({ checksum }) => checksum !== undefined);
  return others.flatMap(({ name, checksum = NaN }) => {
    const difference = Math.abs(checksum / (first.checksum ?? NaN) - 1);
    const close = difference <= tolerance;
    return close ? [] : [`the result of ${name} differs from that of ${first.name} by ${difference.toExponential(1)}`];
  });
}
