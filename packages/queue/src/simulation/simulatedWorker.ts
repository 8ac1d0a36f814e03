/** A worker process around the real `processJob` and isolation gate, under faults. */
import { createIsolationGate, type IsolationGate } from '../worker/isolationGate.ts';
import { type JobEffects, processJob } from '../worker/processJob.ts';
import { createProcess, type SimulatedProcess } from './simulatedProcess.ts';
import type { SimulatedJob, SimulatedResult } from './simulatedRedis.ts';
import { type Link, spreadHint, type World } from './simulatedWorld.ts';

const RENEW_SECONDS = 3;
/** A batch is given up after this and twice its usual time. */
const WATCHDOG_SECONDS = 30;
const RESTART_SECONDS = 3;
const BLOCK_SECONDS = 5;

/** The outcome of a member, by its id: the truth of the model. */
export function truth(world: World, member: number): string {
  return world.scenario.failing.has(member) ? `failed ${member}` : `predicted ${member}`;
}

interface Running {
  readonly job: SimulatedJob;
  readonly token: string;
  readonly abort: AbortController;
}

class Worker {
  readonly #world: World;
  readonly #index: number;
  readonly #process: SimulatedProcess;
  readonly #link: Link;
  readonly #gate: IsolationGate = createIsolationGate();
  readonly #running = new Set<Running>();
  #draining = false;

  constructor(world: World, index: number) {
    this.#world = world;
    this.#index = index;
    this.#process = createProcess(world.clock);
    this.#link = world.connect(this.#process);
    for (let slot = 0; slot <= world.scenario.threads; slot++) void this.#serve(`${index}-${slot}`);
    void this.#renewLocks();
  }

  partition(seconds: number): void {
    this.#link.partition(seconds);
  }

  #die(): void {
    if (!this.#process.isAlive()) return;
    this.#process.kill();
    this.#world.clock.at(RESTART_SECONDS, () => startWorker(this.#world, this.#index));
  }

  async #serve(slot: string): Promise<void> {
    const { clock, redis } = this.#world;
    for (let turn = 0; !this.#draining; turn++) {
      const token = `${slot}-${turn}-${clock.now()}`;
      const stored = await this.#link.call((redis, now) => redis.take(token, now));
      if (!stored) await this.#process.within(Promise.race([clock.sleep(BLOCK_SECONDS), redis.nextJob()]));
      else if (stored.code) await this.#finish(stored.job, token, 'failed', stored.code);
      else await this.#run({ job: stored.job, token, abort: new AbortController() });
    }
  }

  async #run(running: Running): Promise<void> {
    const { job, token, abort } = running;
    this.#running.add(running);
    void this.#process
      .sleep(WATCHDOG_SECONDS + 2 * this.#secondsOf(job))
      .then(() => abort.abort(new Error('BATCH_TIMEOUT')));
    if (this.#world.happens('handBack')) void this.#drain();
    try {
      const answer = await processJob(this.#effects(running), this.#gate, job.alone, abort.signal);
      if (this.#world.happens('killCommitted')) return this.#die();
      await this.#finish(job, token, answer === 'done' ? 'completed' : 'failed', answer);
    } catch (error) {
      const code = error instanceof Error ? error.message : String(error);
      if (code === 'HANDED_BACK') await this.#link.call((redis) => redis.handBack(job.id, token));
      else if (code !== 'LOCK_LOST') await this.#finish(job, token, 'failed', code);
    } finally {
      this.#running.delete(running);
    }
  }

  async #finish(job: SimulatedJob, token: string, state: 'completed' | 'failed', code: string): Promise<void> {
    const finished = await this.#link.call((redis) => redis.finish(job.id, token, state, code));
    if (finished) spreadHint(this.#world, job.id);
  }

  #effects({ job, token }: Running): JobEffects<SimulatedJob, SimulatedResult> {
    const link = this.#link;
    return {
      begin: () => link.call((redis) => redis.begin(job, token)),
      load: async () => {
        const there = await link.call((redis) => redis.data.parameters[`${job.epoch} ${job.batch}`] === true);
        if (!there) throw new Error('PAYLOAD_MISSING');
        return job;
      },
      evaluate: (_work, signal) => this.#evaluate(job, signal),
      commit: (result) => link.call((redis) => redis.commit(job, token, result)),
      end: () => link.call((redis) => redis.end(job, token)),
    };
  }

  #secondsOf({ count }: SimulatedJob): number {
    const { memberSeconds, slowness } = this.#world.scenario;
    return memberSeconds * count * slowness[this.#index];
  }

  async #evaluate(job: SimulatedJob, signal: AbortSignal): Promise<SimulatedResult> {
    const { scenario, stream } = this.#world;
    const seconds = this.#secondsOf(job);
    const members = Array.from({ length: job.count }, (_, k) => job.first + k);
    const kills = members.some((member) => scenario.poison.has(member)) || this.#world.happens('killRunning');
    await this.#work(kills ? seconds * stream.uniform() : seconds, signal);
    if (kills) this.#die();
    if (this.#world.happens('freeze')) this.#process.freeze(5 + 30 * stream.uniform());
    await this.#work(this.#world.happens('hang') ? 1e9 : 0, signal);
    const values = members.map((member) => truth(this.#world, member));
    if (this.#world.happens('corrupt')) values[0] += ` corrupted ${stream.integer(1e9)}`;
    return { batch: job.batch, digest: values.join(), values, epoch: job.epoch };
  }

  #work(seconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      signal.addEventListener('abort', () => reject(signal.reason));
      void this.#process.sleep(seconds).then(resolve);
    });
  }

  async #renewLocks(): Promise<void> {
    for (;;) {
      await this.#process.sleep(RENEW_SECONDS);
      for (const { job, token, abort } of this.#running) {
        const held = await this.#link.call((redis, now) => redis.extend(job.id, token, now));
        if (!held) abort.abort(new Error('LOCK_LOST'));
      }
    }
  }

  /** As on SIGTERM: nothing new, a grace period, then everything is handed back. */
  async #drain(): Promise<void> {
    this.#draining = true;
    await this.#process.sleep(1);
    for (const { abort } of this.#running) abort.abort(new Error('HANDED_BACK'));
    await this.#process.sleep(1);
    this.#die();
  }
}

/** Starts worker `index`; it is started again whenever it dies. */
export function startWorker(world: World, index: number): void {
  world.workers[index] = new Worker(world, index);
}
