/** What coordinator and worker have to say while they work; the applications log and count it. */
import type { SchedulerNotice } from './scheduler/messages.ts';

export type QueueNotice =
  | { readonly kind: 'trouble'; readonly message: string }
  /** Redis had lost data of this run, which were written again. */
  | { readonly kind: 'redis-lost-data'; readonly what: 'lease' | 'request' | 'context' }
  | { readonly kind: 'lease-lost' }
  | { readonly kind: 'worker-joined'; readonly node: string; readonly threads: number }
  | { readonly kind: 'worker-left'; readonly node: string; readonly threads: number }
  /** Its mathematical functions give other bits: it takes no part. */
  | { readonly kind: 'worker-mismatch'; readonly node: string }
  /** Members wait for a worker. */
  | { readonly kind: 'no-workers'; readonly prefix: string }
  | SchedulerNotice;

const threadsOf = (count: number): string => `${count} thread${count === 1 ? '' : 's'}`;

const tellOf = {
  trouble: ({ message }) => message,
  'redis-lost-data': ({ what }) => `QUEUE_LOST: Redis had lost the ${what} of this run; it was written again`,
  'lease-lost': () => 'LEASE_LOST: another coordinator has taken over this run',
  'worker-joined': ({ node, threads }) => `worker ${node} joined with ${threadsOf(threads)}`,
  'worker-left': ({ node, threads }) => `worker ${node} left with ${threadsOf(threads)}`,
  'worker-mismatch': ({ node }) => `NUMERIC_FINGERPRINT: worker ${node} computes other bits and takes no part`,
  'no-workers': ({ prefix }) =>
    `no worker is there, and members wait for one: enkit-worker with the Redis of this run and the prefix ${prefix}`,
  lost: ({ jobs }) => `QUEUE_LOST: ${jobs} jobs were lost and are handed out again`,
  retry: ({ batch, code, message }) => `members ${batch} are tried again: ${code}: ${message}`,
  conflict: ({ batch }) =>
    `NONDETERMINISTIC_MEMBER: members ${batch} gave different results; a third evaluation in this process decides`,
  unreadable: ({ batch, code }) => `the result of members ${batch} is evaluated again: ${code}`,
  suspected: ({ batch }) => `members ${batch} killed their worker several times; they are tried alone and halved`,
  straggler: ({ batch, seconds }) => `members ${batch} run for ${seconds.toFixed(0)} s; another worker gets a copy`,
} satisfies { [Kind in QueueNotice['kind']]: (notice: Extract<QueueNotice, { kind: Kind }>) => string };

/** The notice in one line. */
export function describeNotice(notice: QueueNotice): string {
  const tell = tellOf[notice.kind] as (notice: QueueNotice) => string;
  return tell(notice);
}
