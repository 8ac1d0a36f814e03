/**
 * Drives the scheduler through one evaluation: feeds it events in order, does what it commands, and inspects the queue
 * regularly whether or not events arrive. All effects go through a port, so that the simulation runs this very code.
 */
import type {
  JobOrder,
  ObservedJob,
  SchedulerCommand,
  SchedulerEvent,
  SchedulerNotice,
} from '../scheduler/messages.ts';
import { queueDepth, type QueueDepth } from '../scheduler/queueDepth.ts';
import { createSchedulerState, type SchedulerSettings, type SchedulerState } from '../scheduler/state.ts';
import { step as schedulerStep, type StepFunction } from '../scheduler/step.ts';
import { openBytes } from '../scheduler/window.ts';

export interface Inspection {
  readonly jobs: readonly ObservedJob[];
  /** Of the batches asked for, those with a committed result. Looked up after the jobs. */
  readonly committed: readonly string[];
  /** Batches of the whole request for which different results were offered. */
  readonly conflicts: readonly string[];
}

export type ReadAnswer = Extract<SchedulerEvent, { type: 'result' | 'unreadable' | 'conflict' }>;

/** The effects of one evaluation. Methods may reject: the next inspection finds out what is missing. */
export interface EvaluationPort {
  /** Seconds on a clock that does not go back. */
  now(): number;
  sleep(seconds: number): Promise<void>;
  threads(): number;
  add(orders: readonly JobOrder[]): Promise<void>;
  remove(jobs: readonly string[]): Promise<void>;
  inspect(jobs: readonly string[], batches: readonly string[]): Promise<Inspection>;
  /** The committed result of a batch, kept at hand for `accept`; undefined when there is none. */
  read(batch: string): Promise<ReadAnswer | undefined>;
  accept(batch: string, digest: string): void;
  erase(batch: string): Promise<void>;
  settle(batch: string): Promise<string>;
  convict(row: number): void;
  release(batch: string): void;
  /** Whether the lease is held, and the conflicts known by then. */
  confirm(): Promise<{ readonly held: boolean; readonly conflicts: readonly string[] }>;
  notice(notice: SchedulerNotice): void;
  /** An effect failed; it will be made good. */
  trouble(error: unknown): void;
}

export interface DriverOptions {
  readonly step?: StepFunction;
  readonly inspectSeconds?: number;
  readonly tickSeconds?: number;
}

export interface RunningEvaluation {
  /** Resolves at the barrier; rejects with an EvaluationFailure, what `stop` was given, or what `accept` threw. */
  readonly done: Promise<void>;
  hint(job: string): void;
  fence(): void;
  stop(reason: Error): void;
  /** Batches without a result, and the bytes that they may hold in Redis. */
  load(): { readonly jobs: QueueDepth; readonly bytesInFlight: number };
}

/** The scheduler gave up; carries the code of the registry. */
export class EvaluationFailure extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'EvaluationFailure';
    this.code = code;
  }
}

interface Ending {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/** Runs one evaluation on `port`. */
export function startEvaluation(
  port: EvaluationPort,
  settings: SchedulerSettings,
  options: DriverOptions = {},
): RunningEvaluation {
  const driver = new Driver(port, settings, options);
  for (const loop of [driver.pump(), driver.beat()])
    loop.catch((error: unknown) => driver.end(() => driver.ending.reject(asError(error))));
  return {
    done: driver.ending.promise,
    hint: (job) => driver.send({ type: 'hint', job }),
    fence: () => driver.send({ type: 'fenced' }),
    stop: (reason) => driver.end(() => driver.ending.reject(reason)),
    load: () => driver.load(),
  };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

class Driver {
  readonly ending: Ending = Promise.withResolvers<void>();
  readonly #port: EvaluationPort;
  readonly #options: Required<DriverOptions>;
  readonly #state: SchedulerState;
  readonly #inbox: (SchedulerEvent | 'inspect')[] = [{ type: 'tick' }];
  readonly #reading = new Set<string>();
  readonly #orders: JobOrder[] = [];
  readonly #adding = new Set<Promise<void>>();
  #wake: () => void = () => undefined;
  #ended = false;

  constructor(port: EvaluationPort, settings: SchedulerSettings, options: DriverOptions) {
    this.#port = port;
    this.#options = { step: schedulerStep, inspectSeconds: 2, tickSeconds: 0.5, ...options };
    this.#state = createSchedulerState(settings, port.threads());
  }

  send(message: SchedulerEvent | 'inspect'): void {
    this.#inbox.push(message);
    this.#wake();
  }

  load(): ReturnType<RunningEvaluation['load']> {
    return { jobs: queueDepth(this.#state), bytesInFlight: openBytes(this.#state) };
  }

  end(how: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#wake();
    how();
  }

  /**
   * Handles the messages in order. Jobs are handed out once all messages at hand were handled, and on their way while
   * the next ones are; only an inspection waits for them, so that it never overtakes a job.
   */
  async pump(): Promise<void> {
    while (!this.#ended) {
      if (this.#inbox.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
      for (let message = this.#inbox.shift(); message && !this.#ended; message = this.#inbox.shift())
        if (message === 'inspect') await this.#guard(this.#inspect());
        else await this.#handle(message);
      this.#handOut();
    }
  }

  /** The regular events: a tick, and now and then an inspection, unless the last one is still waiting. */
  async beat(): Promise<void> {
    let inspected = this.#port.now();
    while (!this.#ended) {
      await this.#port.sleep(this.#options.tickSeconds);
      if (this.#inbox.length > 0) continue;
      this.send({ type: 'capacity', threads: this.#port.threads() });
      if (this.#port.now() - inspected < this.#options.inspectSeconds) continue;
      inspected = this.#port.now();
      this.send('inspect');
    }
  }

  /** Adds the jobs that were ordered since the last time. */
  #handOut(): void {
    if (this.#ended || this.#orders.length === 0) return;
    const adding = this.#guard(this.#port.add(this.#orders.splice(0)));
    this.#adding.add(adding);
    void adding.finally(() => this.#adding.delete(adding));
  }

  async #inspect(): Promise<void> {
    this.#handOut();
    await Promise.all(this.#adding);
    const batches = [...this.#state.open.keys()];
    const attempts = [...this.#state.open.values()].flatMap((batch) => batch.attempts.map(({ id }) => id));
    const { jobs, committed, conflicts } = await this.#port.inspect(attempts, batches);
    for (const batch of conflicts) await this.#handle({ type: 'conflict', batch });
    await this.#handle({ type: 'observed', jobs, committed });
  }

  async #handle(event: SchedulerEvent): Promise<void> {
    const { commands } = this.#options.step(this.#state, event, this.#port.now());
    for (const command of commands) {
      if (this.#ended) return;
      if (command.type === 'add') this.#orders.push(command.order);
      else await this.#perform(command);
    }
  }

  async #perform(command: Exclude<SchedulerCommand, { type: 'add' }>): Promise<void> {
    const port = this.#port;
    if (command.type === 'read') void this.#guard(this.#read(command.batch));
    else if (command.type === 'accept') port.accept(command.batch, command.digest);
    else if (command.type === 'convict') port.convict(command.row);
    else if (command.type === 'release') port.release(command.batch);
    else if (command.type === 'notice') port.notice(command.notice);
    else if (command.type === 'erase') await this.#guard(port.erase(command.batch));
    else if (command.type === 'remove') void this.#guard(port.remove(command.jobs));
    else if (command.type === 'settle') void this.#settle(command.batch);
    else if (command.type === 'confirm') void this.#guard(this.#confirm());
    else if (command.type === 'finish') this.end(this.ending.resolve);
    else this.end(() => this.ending.reject(new EvaluationFailure(command.code, command.message)));
  }

  async #read(batch: string): Promise<void> {
    if (this.#reading.has(batch)) return;
    this.#reading.add(batch);
    try {
      const answer = await this.#port.read(batch);
      if (answer) this.send(answer);
    } finally {
      this.#reading.delete(batch);
    }
  }

  /** Only this process can settle a dispute: when it cannot, the evaluation ends. */
  async #settle(batch: string): Promise<void> {
    try {
      this.send({ type: 'settled', batch, digest: await this.#port.settle(batch) });
    } catch (error) {
      this.end(() => this.ending.reject(asError(error)));
    }
  }

  async #confirm(): Promise<void> {
    const { held, conflicts } = await this.#port.confirm();
    for (const batch of conflicts) this.send({ type: 'conflict', batch });
    this.send({ type: held ? 'confirmed' : 'fenced' });
  }

  /** An effect that fails is reported and made good by the next inspection. */
  async #guard(effect: Promise<void>): Promise<void> {
    await effect.catch((error: unknown) => this.#port.trouble(error));
  }
}
