/** One request, evaluated through Redis: the effects behind the scheduler's commands, and the result put together. */
import {
  EnkitError,
  type EvaluationContext,
  type EvaluationProgress,
  type EvaluationRequest,
  type EvaluationResult,
  type MemberBatch,
} from '@enkit/contracts';
import { createSharedMatrix } from '@enkit/numerics';
import { setTimeout as sleep } from 'node:timers/promises';
import { batchRequest } from '../batch/batchRequest.ts';
import { createResultAssembly, type ResultAssembly, type TakeMatrix } from '../batch/resultAssembly.ts';
import { encodeResult } from '../data/batchResult.ts';
import { releaseBytes } from '../data/bulkMemory.ts';
import type { ResultStore } from '../data/resultStore.ts';
import type { QueueNotice } from '../queueNotice.ts';
import { batchOfKey } from '../scheduler/state.ts';
import type { EvaluationPort, Inspection, ReadAnswer } from './evaluationDriver.ts';
import type { JobPublisher } from './jobPublisher.ts';
import type { LeaseState } from './lease.ts';

export interface EvaluationRunOptions {
  readonly context: EvaluationContext;
  readonly request: EvaluationRequest;
  /** Nd. */
  readonly columns: number;
  readonly takeMatrix: TakeMatrix | undefined;
  readonly store: ResultStore;
  readonly publisher: JobPublisher;
  readonly threads: () => number;
  readonly renewLease: () => Promise<LeaseState>;
  readonly evaluateLocally: (request: EvaluationRequest) => Promise<EvaluationResult>;
  readonly onProgress: ((progress: EvaluationProgress) => void) | undefined;
  readonly notice: (notice: QueueNotice) => void;
  readonly trouble: (error: unknown) => void;
  /** Seconds that a batch took on its worker. */
  readonly onSeconds: (seconds: number, members: number) => void;
}

interface Ready {
  readonly digest: string;
  readonly result: EvaluationResult;
  readonly node: string;
  /** Where the result lies, when it was read. */
  readonly bytes?: Buffer;
}

const COORDINATOR = 'coordinator';
/** Results are deleted this long after they were taken over, several at a time; sooner when there is one for each thread. */
const FREE_MILLISECONDS = 20;

export class EvaluationRun implements EvaluationPort {
  readonly #options: EvaluationRunOptions;
  readonly #assembly: ResultAssembly;
  /** Results that were read and wait for the scheduler's word. */
  readonly #ready = new Map<string, Ready>();
  /** Jobs by batch, of batches that are not done. */
  readonly #jobs = new Map<string, string[]>();
  readonly #settled = new Set<string>();
  readonly #released: string[] = [];
  readonly #adding = new Set<Promise<void>>();

  constructor(options: EvaluationRunOptions) {
    this.#options = options;
    const { members } = options.request;
    this.#assembly = createResultAssembly(members.length, options.takeMatrix?.(members.length, options.columns));
  }

  /** Opens the request. Throws LEASE_LOST when another coordinator has taken over. */
  async open(): Promise<void> {
    await this.#ensureOpen(false);
    await this.#options.publisher.publishShared();
  }

  /** The whole result, once the scheduler has finished. */
  result(): EvaluationResult {
    return this.#assembly.result();
  }

  /** Takes everything of this request out of Redis; what is on its way there first, or it would stay for good. */
  async clear(): Promise<void> {
    this.#released.length = 0;
    await Promise.allSettled(this.#adding);
    await this.#options.publisher.remove([...this.#jobs.values()].flat());
    await this.#options.store.close();
  }

  now(): number {
    return performance.now() / 1000;
  }

  sleep(seconds: number): Promise<void> {
    return sleep(1000 * seconds);
  }

  threads(): number {
    return this.#options.threads();
  }

  async add(orders: Parameters<EvaluationPort['add']>[0]): Promise<void> {
    for (const { batch, id } of orders) this.#jobs.set(batch, [...(this.#jobs.get(batch) ?? []), id]);
    const adding = this.#options.publisher.add(orders);
    this.#adding.add(adding);
    await adding.finally(() => this.#adding.delete(adding));
  }

  remove(jobs: readonly string[]): Promise<void> {
    return this.#options.publisher.remove(jobs);
  }

  async inspect(jobs: readonly string[], batches: readonly string[]): Promise<Inspection> {
    const { publisher, store, notice } = this.#options;
    await this.#ensureOpen(true);
    if (await publisher.publishShared()) notice({ kind: 'redis-lost-data', what: 'context' });
    const states = await publisher.observe(jobs);
    const { committed, conflicts } = await store.survey(batches);
    return { jobs: states, committed, conflicts: this.#unsettled(conflicts) };
  }

  async read(key: string): Promise<ReadAnswer | undefined> {
    try {
      const found = await this.#options.store.read(key, batchOfKey(key));
      if (!found) return undefined;
      const { digest, result, bytes } = found;
      this.#ready.set(key, { digest, result, node: result.node, bytes });
      return { type: 'result', batch: key, digest, seconds: result.seconds };
    } catch (error) {
      if (error instanceof EnkitError) return { type: 'unreadable', batch: key, code: error.code };
      throw error;
    }
  }

  accept(key: string, digest: string): void {
    const ready = this.#ready.get(key);
    if (ready?.digest !== digest) throw new Error(`the result ${digest} of ${key} is not at hand`);
    this.#ready.delete(key);
    this.#take(batchOfKey(key), ready.result, ready.node);
    if (ready.bytes) releaseBytes(ready.bytes);
    this.release(key);
  }

  erase(key: string): Promise<void> {
    return this.#options.store.erase(key);
  }

  /** The third evaluation, in this process, of a batch that came back with different bytes. */
  async settle(key: string): Promise<string> {
    const { request, context, columns, evaluateLocally } = this.#options;
    const batch = batchOfKey(key);
    const result = await evaluateLocally(batchRequest(request, batch));
    const shape = { run: context.run, type: 'float64', rows: batch.count, columns } as const;
    const { digest } = encodeResult(shape, result, COORDINATOR, 0);
    this.#settled.add(key);
    this.#ready.set(key, { digest, result, node: COORDINATOR });
    return digest;
  }

  convict(row: number): void {
    const predicted = createSharedMatrix(1, this.#options.columns);
    predicted.data.fill(NaN);
    const message = 'its evaluation ended the worker process again and again, also when it ran alone';
    const outcome = { status: 'failed', code: 'BATCH_POISON', message, node: COORDINATOR } as const;
    this.#take({ first: row, count: 1 }, { predicted, outcomes: [outcome] }, COORDINATOR);
  }

  /** Frees the batch's memory in Redis, soon: together with that of others. */
  release(key: string): void {
    this.#jobs.delete(key);
    this.#released.push(key);
    if (this.#released.length >= this.threads()) this.#free();
    else if (this.#released.length === 1) setTimeout(() => this.#free(), FREE_MILLISECONDS);
  }

  async confirm(): Promise<{ held: boolean; conflicts: readonly string[] }> {
    const state = await this.#options.renewLease();
    const { conflicts } = await this.#options.store.survey([]);
    return { held: state !== 'lost', conflicts: this.#unsettled(conflicts) };
  }

  notice(notice: QueueNotice): void {
    this.#options.notice(notice);
  }

  trouble(error: unknown): void {
    this.#options.trouble(error);
  }

  #free(): void {
    const { publisher, store } = this.#options;
    const keys = this.#released.splice(0);
    if (keys.length === 0) return;
    Promise.all([publisher.free(keys), store.free(keys)]).catch((error: unknown) => this.trouble(error));
  }

  /** Every inspection sees to it that results can be committed, also after Redis was emptied. */
  async #ensureOpen(wasOpen: boolean): Promise<void> {
    const { store, renewLease, notice } = this.#options;
    let state = await store.open();
    if (state === 'STALE') {
      if ((await renewLease()) === 'lost') throw new EnkitError('LEASE_LOST');
      state = await store.open();
    }
    if (state === 'NEW' && wasOpen) notice({ kind: 'redis-lost-data', what: 'request' });
  }

  #unsettled(conflicts: readonly string[]): string[] {
    return conflicts.filter((batch) => !this.#settled.has(batch));
  }

  #take(batch: MemberBatch, result: EvaluationResult, node: string): void {
    const { request, onProgress, onSeconds } = this.#options;
    this.#assembly.add(batch, result);
    if ('seconds' in result && typeof result.seconds === 'number') onSeconds(result.seconds, batch.count);
    const { done, failed } = this.#assembly;
    const { step, purpose, members } = request;
    onProgress?.({ step, purpose, done, failed, total: members.length, node });
  }
}
