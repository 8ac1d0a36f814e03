/** The lease of a run: one coordinator at a time, each with a higher epoch than all before it. */
import { EnkitError } from '@enkit/contracts';
import type { Redis } from 'ioredis';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { KEY_SECONDS } from '../queueSettings.ts';
import type { RunKeys } from '../redis/keys.ts';
import { runScript } from '../redis/scripts.ts';

export interface LeaseOptions {
  readonly redis: Redis;
  readonly keys: RunKeys;
  /** Highest epoch in the checkpoint; Redis may have forgotten it. */
  readonly checkpointEpoch: number;
  readonly leaseMilliseconds: number;
  /** How long a lease held by another coordinator is waited for: a killed one's ends by itself. */
  readonly patienceMilliseconds: number;
}

export type LeaseState = 'held' | 'restored' | 'lost';

export interface Lease {
  readonly epoch: number;
  /** Renews it. 'restored': Redis had lost it. 'lost': another coordinator has it, for good. */
  renew(): Promise<LeaseState>;
  release(): Promise<void>;
}

const POLL_MILLISECONDS = 500;
const STATES: readonly LeaseState[] = ['lost', 'held', 'restored'];

type Acquired = readonly [taken: number, epoch: number, owner?: string];

async function acquire(options: LeaseOptions, owner: string): Promise<number> {
  const { redis, keys, checkpointEpoch, leaseMilliseconds, patienceMilliseconds } = options;
  const end = performance.now() + patienceMilliseconds;
  for (;;) {
    const values = [owner, checkpointEpoch, leaseMilliseconds, KEY_SECONDS];
    const answer = (await runScript(redis, 'leaseAcquire', [keys.lease, keys.epoch], values)) as Acquired;
    const [taken, epoch, holder] = answer;
    if (taken === 1) return epoch;
    if (performance.now() > end) throw new EnkitError('LEASE_HELD', { got: `a lease of ${holder}, epoch ${epoch}` });
    await sleep(POLL_MILLISECONDS);
  }
}

/** Takes the lease. Throws LEASE_HELD when another coordinator keeps it beyond the patience. */
export async function acquireLease(options: LeaseOptions): Promise<Lease> {
  const { redis, keys, leaseMilliseconds } = options;
  const owner = `${hostname()}:${process.pid}:${randomBytes(6).toString('hex')}`;
  const epoch = await acquire(options, owner);
  let lost = false;
  return {
    epoch,
    renew: async () => {
      if (lost) return 'lost';
      const values = [owner, epoch, leaseMilliseconds, KEY_SECONDS];
      const state = STATES[(await runScript(redis, 'leaseRenew', [keys.lease, keys.epoch], values)) as number];
      lost = state === 'lost';
      return state;
    },
    release: async () => {
      await runScript(redis, 'leaseRelease', [keys.lease], [owner]);
    },
  };
}
