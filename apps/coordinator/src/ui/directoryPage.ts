/**
 * The page of a run that is not this process's own: finished, or computed by another one. All that it knows is in the run
 * directory, which it reads again and again, and never writes.
 */
import { experimentSchema, type Experiment } from '@enkit/contracts';
import type { LogLevel, RunEnding, RunSummary } from '@enkit/dashboard';
import { followMetrics, openRun, type Manifest, type MetricsFollower, type RunDirectory } from '@enkit/storage';
import { setTimeout as delay } from 'node:timers/promises';
import { formatCount } from '../cli/format.ts';
import { toFit, toResultSummary, toStepFailures, toStepPoint } from './pageContent.ts';
import type { PageSink } from './pageListener.ts';
import { createStoredFits, type DrawnFits, type StoredFits } from './storedFits.ts';

const LOOK_MILLISECONDS = 1000;
/** Drawing the fit takes at most this share of one core beside the run. */
const FIT_SHARE = 0.1;

/** Shows the run until `signal` is aborted. Errors of the first look: RUN_CORRUPT, RUN_VERSION, INPUT_UNREADABLE. */
export async function showDirectory(run: RunDirectory, page: PageSink, signal: AbortSignal): Promise<void> {
  const viewer = new DirectoryViewer(run, page);
  await viewer.look();
  for (;;) {
    await viewer.drawFit(signal);
    await delay(LOOK_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return await viewer.close();
    await viewer.look().catch((error: unknown) => viewer.trouble(error));
  }
}

class DirectoryViewer {
  readonly #page: PageSink;
  #follower: MetricsFollower;
  readonly #fits: StoredFits;
  #run: RunDirectory;
  #told: { readonly manifest?: Manifest; readonly ending?: string } = {};
  #trouble = '';
  #steps = 0;
  /** What was there when the fit was drawn, and when it may be drawn again, in the time of performance.now(). */
  #drawn = { of: '', due: 0 };

  constructor(run: RunDirectory, page: PageSink) {
    this.#run = run;
    this.#page = page;
    this.#follower = followMetrics(run.path);
    this.#fits = createStoredFits();
  }

  /** Tells what is new in manifest and log. */
  async look(): Promise<void> {
    this.#run = await openRun(this.#run.path, this.#run.path);
    if (!this.#told.manifest) this.#tellRun();
    await this.#tellSteps();
    this.#tellEnding();
  }

  /** Tells the fit of the newest ensemble on disk if there is news. A run that computes is not to be disturbed by that. */
  async drawFit(signal: AbortSignal): Promise<void> {
    const { ending } = this.#told;
    const news = `${this.#steps} ${ending}`;
    const isTooSoon = ending === undefined && performance.now() < this.#drawn.due;
    if (news === this.#drawn.of || isTooSoon || signal.aborted) return;
    await this.#fits.ready();
    const began = performance.now();
    try {
      const drawn = await this.#fits.draw(this.#run, signal);
      if (drawn) this.#tellFit(drawn);
    } catch (error) {
      if (!signal.aborted) this.trouble(error);
    }
    this.#drawn = { of: news, due: performance.now() + (performance.now() - began) / FIT_SHARE };
  }

  /** Says what keeps the page from showing the run, once. */
  trouble(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    if (text === this.#trouble) return;
    this.#trouble = text;
    this.#log('warning', text);
  }

  close(): Promise<void> {
    return this.#fits.close();
  }

  #log(level: LogLevel, text: string): void {
    this.#page.publish({ type: 'log', line: { level, text } });
  }

  #tellFit({ step, fits, parameters, observations }: DrawnFits): void {
    this.#page.publish({ type: 'run', run: { ...this.#summary(), parameters, observations } });
    this.#page.publish({ type: 'fit', step, fits: fits.map(toFit) });
  }

  #summary(): RunSummary {
    const { manifest, path } = this.#run;
    const experiment: Experiment = experimentSchema.parse(manifest.experiment);
    const { result } = manifest;
    return {
      run: manifest.run,
      name: manifest.name,
      method: experiment.method.type,
      members: experiment.ensemble.size,
      backend: manifest.backend,
      directory: path,
      ...(result && { threads: result.threads }),
      ...(experiment.source !== undefined && { source: experiment.source }),
    };
  }

  #tellRun(): void {
    const { manifest } = this.#run;
    this.#page.publish({ type: 'run', run: this.#summary() });
    this.#page.publish({ type: 'following' });
    this.#log(
      'info',
      `${manifest.run} was created at ${manifest.createdAt} with EnKit ${manifest.versions['enkit'] ?? ''}`,
    );
    this.#told = { manifest };
  }

  async #tellSteps(): Promise<void> {
    for (;;) {
      const { restarted, records } = await this.#follower.read();
      if (restarted) this.#startAgain();
      for (const record of records) {
        this.#page.publish({ type: 'step', point: toStepPoint(record), failures: toStepFailures(record) });
        this.#steps++;
      }
      if (records.length === 0) return;
    }
  }

  #startAgain(): void {
    this.#page.publish({ type: 'restart' });
    this.#told = {};
    this.#steps = 0;
    this.#fits.forget();
    this.#tellRun();
    this.#log('info', 'the run was resumed from a checkpoint: later steps are computed again');
  }

  /** A run that had ended is being computed again: the next look tells all of it. */
  #goOn(): void {
    this.#follower = followMetrics(this.#run.path);
    this.#startAgain();
  }

  #tellEnding(): void {
    const { manifest } = this.#run;
    const ending = endingOf(manifest, this.#steps);
    if (manifest.status === this.#told.ending || (!ending && this.#told.ending === undefined)) return;
    if (!ending) return this.#goOn();
    this.#told = { ...this.#told, ending: manifest.status };
    this.#page.publish({ type: 'ended', ending });
    this.#log(
      ending.kind === 'failed' ? 'error' : 'info',
      `${manifest.status} after ${formatCount(this.#steps)} steps`,
    );
  }
}

function endingOf({ status, result, run }: Manifest, steps: number): RunEnding | undefined {
  if (result) return { kind: 'finished', result: toResultSummary(result) };
  if (status === 'interrupted') return { kind: 'interrupted', step: steps };
  if (status === 'failed')
    return { kind: 'failed', message: `see what enkit printed; enkit resume ${run} goes on from the last checkpoint` };
  return undefined;
}
