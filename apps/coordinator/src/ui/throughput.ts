/**
 * Who evaluated how many members how fast, and who is overdue. It sees every batch that comes back; what it tells is asked
 * for at the page's pace. Times are seconds of any clock that does not go back.
 */
import type { EvaluationProgress } from '@enkit/contracts';
import type { NodeProgress, NodeStanding, Progress } from '@enkit/dashboard';
import { RateWindow } from './rateWindow.ts';

/** A node of the run's queue, if the queue knows its nodes. */
export interface KnownNode {
  readonly node: string;
  readonly threads: number;
  readonly standing: 'present' | 'draining';
}

/** Overdue: silent for so many times the longest silence before, but not for less than this. */
const OVERDUE_FACTOR = 3;
const LATE_SECONDS = 3;
const SILENT_SECONDS = 10;
/** Nodes that are told; those that left go first. */
const NODE_LIMIT = 200;

/** Something that reports in batches, and its longest silence while it had work. */
class Reporter {
  readonly rate: RateWindow;
  members = 0;
  #last: number;
  #longest = 0;

  constructor(now: number) {
    this.rate = new RateWindow(now);
    this.#last = now;
  }

  /** @param since when the evaluation began: a silence before it was no silence */
  report(now: number, since: number, members: number): void {
    this.#longest = Math.max(this.#longest, this.silence(now, since));
    this.#last = now;
    this.members += members;
    this.rate.add(now, members);
  }

  silence(now: number, since: number): number {
    return Math.max(0, now - Math.max(this.#last, since));
  }

  /** Never before its first report: how long a member takes is not known then. */
  isOverdue(now: number, since: number, least: number): boolean {
    return this.#longest > 0 && this.silence(now, since) > Math.max(least, OVERDUE_FACTOR * this.#longest);
  }
}

interface OpenEvaluation {
  readonly key: string;
  readonly began: number;
  readonly progress: EvaluationProgress;
}

export class Throughput {
  readonly #nodes = new Map<string, Reporter>();
  #all: Reporter;
  #open: OpenEvaluation | undefined;
  /** When members could be evaluated last: the end of the step before. */
  #ready: number;
  #step = 0;

  constructor(now: number) {
    this.#all = new Reporter(now);
    this.#ready = now;
  }

  /** A batch came back. */
  observe(progress: EvaluationProgress, now: number): void {
    const key = `${progress.step} ${progress.purpose}`;
    const before = this.#open?.key === key ? this.#open : undefined;
    const began = before?.began ?? this.#ready;
    const members = progress.done - (before?.progress.done ?? 0);
    const reporter = this.#nodes.get(progress.node) ?? new Reporter(began);
    this.#nodes.set(progress.node, reporter);
    for (const each of [this.#all, reporter]) each.report(now, began, members);
    this.#step = progress.step;
    this.#open = { key, began, progress };
    if (progress.done === progress.total) this.#ready = now;
  }

  /** A step is over, and the members of the next one can be evaluated. */
  stepDone(step: number, now: number): void {
    this.#step = step + 1;
    this.#open = undefined;
    this.#ready = now;
  }

  /** @param known the nodes that the queue has, if it knows */
  progress(now: number, known?: readonly KnownNode[]): Progress {
    const { done = 0, failed = 0, total = 0 } = this.#open?.progress ?? {};
    const isWaiting = this.#open !== undefined && done < total;
    const since = this.#open?.began ?? this.#ready;
    const isLate = isWaiting && this.#all.isOverdue(now, since, LATE_SECONDS);
    return {
      step: this.#step,
      done,
      failed,
      total,
      late: isLate ? total - done : 0,
      membersPerSecond: this.#all.rate.perSecond(now),
      nodes: this.#describeNodes(now, isWaiting ? since : now, known),
    };
  }

  #describeNodes(now: number, since: number, known: readonly KnownNode[] | undefined): NodeProgress[] {
    const byName = new Map(known?.map((node) => [node.node, node]));
    const names = [...new Set([...byName.keys(), ...this.#nodes.keys()])].sort();
    const nodes = names.map((node) =>
      this.#describeNode(node, now, since, known && byName.get(node), known !== undefined),
    );
    const isGone = ({ standing }: NodeProgress): number => (standing === 'gone' ? 1 : 0);
    return nodes.length <= NODE_LIMIT ? nodes : nodes.sort((a, b) => isGone(a) - isGone(b)).slice(0, NODE_LIMIT);
  }

  #describeNode(
    node: string,
    now: number,
    since: number,
    known: KnownNode | undefined,
    isRegistered: boolean,
  ): NodeProgress {
    const reporter = this.#nodes.get(node);
    const isSilent = reporter?.isOverdue(now, since, SILENT_SECONDS) ?? false;
    const standing: NodeStanding =
      isRegistered && !known ? 'gone' : isSilent ? 'silent' : (known?.standing ?? 'present');
    return {
      node,
      ...(known && { threads: known.threads }),
      members: reporter?.members ?? 0,
      membersPerSecond: reporter?.rate.perSecond(now) ?? 0,
      silentSeconds: reporter?.silence(now, since) ?? 0,
      standing,
    };
  }
}
