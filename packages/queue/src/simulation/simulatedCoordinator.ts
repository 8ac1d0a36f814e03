/** A coordinator process around the real evaluation driver, with its own books to check the driver's. */
import type { EvaluationPort, Inspection, ReadAnswer } from '../coordinator/evaluationDriver.ts';
import { type RunningEvaluation, startEvaluation } from '../coordinator/evaluationDriver.ts';
import type { JobOrder } from '../scheduler/messages.ts';
import type { StepFunction } from '../scheduler/step.ts';
import { createProcess, type SimulatedProcess } from './simulatedProcess.ts';
import type { SimulatedResult } from './simulatedRedis.ts';
import type { Link, World } from './simulatedWorld.ts';
import { truth } from './simulatedWorker.ts';

const RENEW_SECONDS = 5;
/** The value of a convicted member. */
export const POISONED = 'poisoned';

export interface Outcome {
  readonly epoch: number;
  readonly values: readonly (string | undefined)[];
  /** Batches for which different results had been offered when the barrier was confirmed. */
  readonly contradicted: readonly string[];
}

export interface CoordinatorOptions {
  readonly step: StepFunction;
  /** Highest epoch in the checkpoint. */
  readonly checkpoint: { epoch: number };
  readonly onOutcome: (outcome: Outcome) => void;
}

let coordinators = 0;

export class SimulatedCoordinator {
  readonly process: SimulatedProcess;
  readonly link: Link;
  epoch = 0;
  readonly #world: World;
  readonly #options: CoordinatorOptions;
  readonly #name = `coordinator ${coordinators++}`;
  readonly #values: (string | undefined)[];
  readonly #read = new Map<string, SimulatedResult>();
  readonly #settled = new Set<string>();
  #contradicted: readonly string[] = [];

  constructor(world: World, options: CoordinatorOptions) {
    this.#world = world;
    this.#options = options;
    this.process = createProcess(world.clock);
    this.link = world.connect(this.process);
    this.#values = Array.from({ length: world.scenario.members });
    void this.#start();
  }

  async #start(): Promise<void> {
    const { checkpoint, step } = this.#options;
    for (let epoch: number | undefined; epoch === undefined; await this.process.sleep(epoch ? 0 : 1)) {
      epoch = await this.link.call((redis, now) => redis.acquire(this.#name, checkpoint.epoch, now));
      this.epoch = epoch ?? 0;
    }
    checkpoint.epoch = Math.max(checkpoint.epoch, this.epoch);
    await this.link.call((redis) => redis.openRequest(this.epoch));
    const { members, batch } = this.#world.scenario;
    const settings = { run: 'sim', epoch: this.epoch, step: 1, purpose: 'assimilate', members, batch };
    const limits = { bytesPerMember: 100, maximumBatchBytes: 1000, maximumBytesInFlight: 2000 };
    const running = startEvaluation(this.#port(), { ...settings, ...limits }, { step });
    const onHint = (job: string): void => void this.process.within(Promise.resolve()).then(() => running.hint(job));
    this.#world.listeners.add(onHint);
    void this.#keepLease(running);
    await running.done.then(
      () => this.#finish(),
      (error: Error) => this.#failed(error),
    );
    this.#world.listeners.delete(onHint);
  }

  async #keepLease(running: RunningEvaluation): Promise<void> {
    for (;;) {
      await this.process.sleep(RENEW_SECONDS);
      if (!(await this.#renew())) running.fence();
    }
  }

  #renew(): Promise<boolean> {
    return this.link.call((redis, now) => redis.renew(this.#name, this.epoch, now));
  }

  #finish(): void {
    this.#options.onOutcome({ epoch: this.epoch, values: this.#values, contradicted: this.#contradicted });
  }

  #failed(error: Error): void {
    if (!('code' in error) || error.code !== 'LEASE_LOST') this.#world.violations.push(`failed: ${error.message}`);
  }

  #record(first: number, values: readonly string[]): void {
    values.forEach((value, k) => {
      const row = first + k;
      if (this.#values[row] !== undefined) this.#world.violations.push(`member ${row} counted twice`);
      this.#values[row] = value;
    });
  }

  #port(): EvaluationPort {
    const { clock, scenario } = this.#world;
    return {
      now: () => clock.now(),
      sleep: (seconds) => this.process.sleep(seconds),
      threads: () => scenario.threads * scenario.workers,
      add: (orders) => this.#add(orders),
      remove: (jobs) => this.link.call((redis) => redis.remove(jobs)),
      inspect: (jobs, batches) => this.#inspect(jobs, batches),
      read: (batch) => this.#readResult(batch),
      accept: (batch, digest) => this.#accept(batch, digest),
      erase: (batch) => this.link.call((redis) => redis.erase(this.epoch, batch)),
      settle: async (batch) => this.#settle(batch),
      convict: (row) => this.#record(row, [POISONED]),
      release: () => undefined,
      confirm: async () => {
        const held = await this.#renew();
        const conflicts = await this.link.call((redis) => {
          this.#contradicted = this.#world.contradicted(this.epoch);
          return redis.data.requests[this.epoch]?.conflicts ?? [];
        });
        return { held, conflicts: conflicts.filter((batch) => !this.#settled.has(batch)) };
      },
      notice: () => undefined,
      trouble: (error) => this.#world.violations.push(`trouble: ${String(error)}`),
    };
  }

  async #add(orders: readonly JobOrder[]): Promise<void> {
    for (const { id, batch, first, count, alone, strikes } of orders) {
      const job = { id, batch, first, count, alone, strikes, epoch: this.epoch };
      await this.link.call((redis) => redis.putParameters(`${this.epoch} ${batch}`));
      if (this.#world.happens('lostAdd')) continue;
      await this.link.call((redis) => redis.add(job));
      if (this.#world.happens('deliverAgain')) await this.link.call((redis) => redis.deliverAgain(id));
    }
  }

  async #inspect(jobs: readonly string[], batches: readonly string[]): Promise<Inspection> {
    await this.link.call((redis) => redis.openRequest(this.epoch));
    const states = await this.link.call((redis) => redis.inspect(jobs));
    return this.link.call((redis) => {
      const { results = {}, conflicts = [] } = redis.data.requests[this.epoch] ?? {};
      const committed = batches.filter((batch) => results[batch]);
      return { jobs: states, committed, conflicts: conflicts.filter((batch) => !this.#settled.has(batch)) };
    });
  }

  async #readResult(batch: string): Promise<ReadAnswer | undefined> {
    const result = await this.link.call((redis) => redis.data.requests[this.epoch]?.results[batch]);
    if (!result) return undefined;
    if (this.#world.happens('unreadable')) return { type: 'unreadable', batch, code: 'PAYLOAD_CHECKSUM' };
    this.#read.set(batch, result);
    const seconds = result.values.length * this.#world.scenario.memberSeconds;
    return { type: 'result', batch, digest: result.digest, seconds };
  }

  #accept(batch: string, digest: string): void {
    const result = this.#read.get(batch);
    if (result?.digest !== digest) this.#world.violations.push(`batch ${batch} accepted without its result`);
    else if (result.epoch !== this.epoch) this.#world.violations.push(`batch ${batch} accepted from another epoch`);
    else this.#record(Number(batch.split('-')[0]), result.values);
  }

  /** The third evaluation, in this process: it is right by definition. */
  async #settle(batch: string): Promise<string> {
    await this.process.sleep(1);
    const [first, count] = batch.split('-').map(Number);
    const values = Array.from({ length: count }, (_, k) => truth(this.#world, first + k));
    this.#values.fill(undefined, first, first + count);
    this.#settled.add(batch);
    this.#read.set(batch, { batch, digest: values.join(), values, epoch: this.epoch });
    return values.join();
  }
}
