/** One kind of fault, injected into runs of the decay on worker processes, and what came of it. */
import type { Program } from '@enkit/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster, ClusterOptions, Place } from '../../../../tests/cluster/support/cluster.ts';
import { openCluster, referenceRun, resultOf } from '../../../../tests/cluster/support/cluster.ts';
import type { DecaySettings } from '../../../../tests/cluster/support/decayExperiment.ts';
import { decayEvaluations, writeDecayExperiment } from '../../../../tests/cluster/support/decayExperiment.ts';
import type { JournalEntry } from '../../../../tests/cluster/support/journal.ts';

export interface ChaosSettings {
  readonly members: number;
  readonly steps: number;
  readonly seed: number;
  /** Of one evaluation. */
  readonly milliseconds: number;
}

export interface Scenario {
  readonly name: string;
  /** Faults that must have met the runs; with fewer, the scenario has shown nothing. */
  readonly atLeast: number;
  readonly play: (stage: Stage) => Promise<Outcome>;
}

export interface Outcome {
  /** Faults. */
  readonly injected: number;
  /** Seconds, one for each fault that held work up. */
  readonly recoveries: readonly number[];
  readonly runs: readonly FinishedRun[];
}

export interface FinishedRun {
  readonly evaluations: number;
  /** Evaluations beyond those of a run that nothing disturbs. */
  readonly again: number;
  readonly same: boolean;
}

export interface PreparedRun {
  readonly cluster: Cluster;
  readonly settings: DecaySettings;
  readonly file: string;
  /** What it must end with. */
  readonly ensembleSha256: string;
}

export const WORKERS = 3;

/** What a scenario is played with; everything that it opened is closed after it, whatever came of it. */
export class Stage {
  readonly settings: ChaosSettings;
  readonly #undo: (() => Promise<unknown>)[] = [];
  #over = false;

  constructor(settings: ChaosSettings) {
    this.settings = settings;
  }

  defer(undo: () => Promise<unknown>): void {
    this.#undo.push(undo);
  }

  async close(): Promise<void> {
    for (const undo of this.#undo.splice(0).reverse()) await undo();
  }

  /** Whether everything was ended early: nothing more is to be opened. */
  get over(): boolean {
    return this.#over;
  }

  /** Closes for good. */
  async end(): Promise<void> {
    this.#over = true;
    await this.close();
  }

  /** Workers with the lock that they have by default. */
  async openCluster(options: Partial<ClusterOptions> = {}): Promise<Cluster> {
    const { milliseconds } = this.settings;
    const cluster = await openCluster({ workers: WORKERS, milliseconds, words: ['--lock', '10'], ...options });
    this.defer(() => cluster.stop());
    return cluster;
  }

  /** Writes the experiment with this seed and runs it in one process, undisturbed. */
  async prepare(cluster: Cluster, seed = this.settings.seed): Promise<PreparedRun> {
    const settings = { ...this.settings, seed };
    const file = writeDecayExperiment(cluster.folder, settings);
    const { ensembleSha256 } = await referenceRun(file, cluster.folder);
    return { cluster, settings, file, ensembleSha256 };
  }

  /** `enkit WORDS --json --redis URL` */
  start(cluster: Cluster, words: readonly string[], place?: Place): Program {
    const run = cluster.start([...words, '--json'], place);
    this.defer(() => run.end('SIGKILL'));
    return run;
  }
}

/** What the journal says of this run. */
export function entriesOf({ cluster, settings }: PreparedRun): readonly JournalEntry[] {
  return cluster.journal.entries().filter(({ seed }) => seed === settings.seed);
}

/** Waits for the end of the run and compares. */
export async function finish(prepared: PreparedRun, run: Program): Promise<FinishedRun> {
  const { cluster, settings, ensembleSha256 } = prepared;
  const result = resultOf(await run.ended);
  const evaluations = cluster.journal.evaluated(settings.seed);
  return {
    evaluations,
    again: evaluations - decayEvaluations(settings),
    same: result.ensembleSha256 === ensembleSha256,
  };
}

/** Calls `inject` every so many seconds until the end. */
export async function every(seconds: number, end: Promise<unknown>, inject: () => Promise<void> | void): Promise<void> {
  const over = end.then(() => 'over');
  while ((await Promise.race([sleep(1000 * seconds), over])) !== 'over') await inject();
}
