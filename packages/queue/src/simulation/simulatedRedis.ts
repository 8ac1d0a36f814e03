/**
 * Redis, our Lua scripts and BullMQ's queue as the scheduler meets them: every operation is atomic, and everything can
 * be lost. The data are plain values, so that a roll-back is a copy taken earlier.
 */
import type { BeginAnswer, CommitAnswer } from '../worker/processJob.ts';
import type { ObservedJob } from '../scheduler/messages.ts';

export interface SimulatedJob {
  readonly id: string;
  readonly epoch: number;
  readonly batch: string;
  readonly first: number;
  readonly count: number;
  readonly alone: boolean;
  readonly strikes: number;
}

/** What a worker commits: one value a member, and who produced it. */
export interface SimulatedResult {
  readonly batch: string;
  readonly digest: string;
  readonly values: readonly string[];
  readonly epoch: number;
}

interface StoredJob {
  readonly job: SimulatedJob;
  state: 'waiting' | 'active' | 'completed' | 'failed';
  lock?: { token: string; until: number } | undefined;
  starts: number;
  code?: string | undefined;
}

interface StoredRequest {
  results: Record<string, SimulatedResult | undefined>;
  starts: Record<string, string[] | undefined>;
  conflicts: string[];
}

export interface RedisData {
  lease: { owner: string; until: number } | undefined;
  epoch: number | undefined;
  /** By epoch. */
  requests: Record<number, StoredRequest | undefined>;
  parameters: Record<string, boolean | undefined>;
  jobs: Record<string, StoredJob | undefined>;
  waiting: string[];
}

export const emptyRedis = (): RedisData => ({
  lease: undefined,
  epoch: undefined,
  requests: {},
  parameters: {},
  jobs: {},
  waiting: [],
});

/** What commit.lua decides; the simulation plants mistakes here. */
export interface StoreRules {
  readonly isStale: (current: number | undefined, offered: number) => boolean;
  readonly compare: (stored: SimulatedResult | undefined, offered: SimulatedResult) => 'ok' | 'duplicate' | 'conflict';
}

export const STORE_RULES: StoreRules = {
  isStale: (current, offered) => current !== offered,
  compare: (stored, offered) =>
    stored === undefined ? 'ok' : stored.digest === offered.digest ? 'duplicate' : 'conflict',
};

export const LEASE_SECONDS = 15;
export const LOCK_SECONDS = 10;
const MOST_STARTS = 3;

export class SimulatedRedis {
  data: RedisData = emptyRedis();
  readonly rules: StoreRules;
  /** Told of every commit that is not refused: (epoch in Redis, result). */
  onCommit: (current: number | undefined, result: SimulatedResult) => void = () => undefined;
  /** Told when a result is forgotten, and with it what a later one would have to agree with. */
  onErase: (epoch: number, batch: string) => void = () => undefined;
  #waiters: (() => void)[] = [];

  constructor(rules: StoreRules) {
    this.rules = rules;
  }

  /** Resolves when a job may have come. */
  nextJob(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** Wakes one that waits; when it is dead or frozen, the others come by themselves after a while. */
  #announce(): void {
    this.#waiters.shift()?.();
  }

  acquire(owner: string, given: number, now: number): number | undefined {
    const { lease, epoch = 0 } = this.data;
    if (lease?.owner === owner) return epoch;
    if (lease && lease.until > now) return undefined;
    this.data.epoch = Math.max(epoch, given) + 1;
    this.data.lease = { owner, until: now + LEASE_SECONDS };
    return this.data.epoch;
  }

  renew(owner: string, epoch: number, now: number): boolean {
    const { lease, epoch: current = 0 } = this.data;
    const others = lease && lease.until > now && lease.owner !== owner;
    if (current > epoch || (current === epoch && others)) return false;
    this.data.epoch = epoch;
    this.data.lease = { owner, until: now + LEASE_SECONDS };
    return true;
  }

  openRequest(epoch: number): void {
    this.data.requests[epoch] ??= { results: {}, starts: {}, conflicts: [] };
  }

  closeRequest(epoch: number): void {
    this.data.requests[epoch] = undefined;
  }

  putParameters(key: string): void {
    this.data.parameters[key] = true;
  }

  add(job: SimulatedJob): void {
    if (this.data.jobs[job.id]) return;
    this.data.jobs[job.id] = { job, state: 'waiting', starts: 0 };
    this.data.waiting.push(job.id);
    this.#announce();
  }

  /** The same id once more at the end of the list: a delivery that should not be. */
  deliverAgain(id: string): void {
    if (this.data.jobs[id]) this.data.waiting.push(id);
    this.#announce();
  }

  take(token: string, now: number): StoredJob | undefined {
    const id = this.data.waiting.shift();
    const stored = id === undefined ? undefined : this.data.jobs[id];
    if (!stored || stored.state === 'completed' || stored.state === 'failed') return undefined;
    stored.state = 'active';
    stored.starts++;
    stored.lock = { token, until: now + LOCK_SECONDS };
    return stored.starts > MOST_STARTS ? { ...stored, code: 'WORKER_LOST' } : stored;
  }

  #locked(id: string, token: string): StoredJob | undefined {
    const stored = this.data.jobs[id];
    return stored?.lock?.token === token ? stored : undefined;
  }

  extend(id: string, token: string, now: number): boolean {
    const stored = this.#locked(id, token);
    if (stored) stored.lock = { token, until: now + LOCK_SECONDS };
    return stored !== undefined;
  }

  finish(id: string, token: string, state: 'completed' | 'failed', code?: string): boolean {
    const stored = this.#locked(id, token);
    if (stored) Object.assign(stored, { state, code, lock: undefined });
    return stored !== undefined;
  }

  handBack(id: string, token: string): void {
    const stored = this.#locked(id, token);
    if (!stored) return;
    Object.assign(stored, { state: 'waiting', lock: undefined });
    this.data.waiting.unshift(id);
    this.#announce();
  }

  /** Jobs whose lock has run out go back to the head of the list. */
  moveStalled(now: number): void {
    for (const [id, stored] of Object.entries(this.data.jobs)) {
      if (stored?.state !== 'active' || (stored.lock && stored.lock.until > now)) continue;
      Object.assign(stored, { state: 'waiting', lock: undefined });
      this.data.waiting.unshift(id);
      this.#announce();
    }
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) if (this.data.jobs[id]?.state === 'waiting') this.data.jobs[id] = undefined;
  }

  inspect(ids: readonly string[]): ObservedJob[] {
    return ids.map((id) => {
      const stored = this.data.jobs[id];
      return stored ? { id, state: stored.state, code: stored.code } : { id, state: 'missing' };
    });
  }

  begin(job: SimulatedJob, token: string): BeginAnswer {
    if (this.rules.isStale(this.data.epoch, job.epoch)) return 'stale';
    const request = this.data.requests[job.epoch];
    if (!request) return 'closed';
    if (request.results[job.batch]) return 'done';
    const starts = (request.starts[`${job.batch} ${job.alone}`] ??= []);
    if (starts.includes(token)) return 'ok';
    if (starts.length >= job.strikes) return 'poison';
    starts.push(token);
    return 'ok';
  }

  end(job: SimulatedJob, token: string): void {
    const starts = this.data.requests[job.epoch]?.starts;
    const key = `${job.batch} ${job.alone}`;
    if (starts?.[key]) starts[key] = starts[key].filter((other) => other !== token);
  }

  commit(job: SimulatedJob, token: string, result: SimulatedResult): CommitAnswer {
    this.end(job, token);
    if (this.rules.isStale(this.data.epoch, job.epoch)) return 'stale';
    const request = this.data.requests[job.epoch];
    if (!request) return 'closed';
    const answer = this.rules.compare(request.results[job.batch], result);
    this.onCommit(this.data.epoch, result);
    if (answer === 'ok') request.results[job.batch] = result;
    if (answer === 'conflict') request.conflicts.push(job.batch);
    return answer;
  }

  erase(epoch: number, batch: string): void {
    const request = this.data.requests[epoch];
    if (request) request.results[batch] = undefined;
    this.onErase(epoch, batch);
  }
}
