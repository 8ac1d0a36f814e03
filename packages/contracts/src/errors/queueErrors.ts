/** Errors of the member queue, of Redis behind it, and of what travels through it. */
import type { ErrorDefinition } from './kinds.ts';

const REDIS_ERRORS = {
  REDIS_URL: {
    kind: 'usage',
    when: 'the address of Redis is not a redis:// or rediss:// URL',
    advice: 'write redis://host:6379, or rediss://user@host:6380 for TLS',
  },
  REDIS_FILE: {
    kind: 'noInput',
    when: 'the file with the password or the certificate of Redis cannot be read',
    advice: 'check the path and its permissions',
  },
  REDIS_UNREACHABLE: {
    kind: 'infrastructure',
    when: 'no Redis answered at its address for the time given',
    advice: 'check that it runs and that host, port and scheme (redis:// or rediss://) are right',
  },
  REDIS_AUTH: {
    kind: 'infrastructure',
    when: 'Redis refused the user or the password',
    advice: 'check the user in the URL and the password; trying again would not help',
  },
  REDIS_ACL: {
    kind: 'infrastructure',
    when: 'the Redis user may not run a command or touch a key that the queue needs',
    advice: 'give it the rules of docs/redis.md, among them +info and ~prefix:*',
  },
  REDIS_TLS: {
    kind: 'infrastructure',
    when: 'the certificate of Redis is not valid for its host, or the server does not speak TLS',
    advice: 'name the certificate authority of the server; it is never spoken to in plain text instead',
  },
  REDIS_VERSION: {
    kind: 'infrastructure',
    when: 'the Redis server is too old',
    advice: 'use Redis 6.2 or newer, or Valkey',
  },
  REDIS_READONLY: {
    kind: 'infrastructure',
    when: 'the address is that of a replica, which cannot be written to',
    advice: 'use the address of the master',
  },
  REDIS_POLICY: {
    kind: 'infrastructure',
    when: 'Redis drops keys when its memory is full: jobs and their locks would vanish',
    advice: 'set maxmemory-policy noeviction',
  },
} as const satisfies Record<string, ErrorDefinition>;

const JOB_ERRORS = {
  JOB_SCHEMA: {
    kind: 'data',
    when: 'job data from the queue do not have exactly the fields and values that a job has; nothing was executed',
    advice: 'find out who else writes to this Redis prefix',
  },
  JOB_PROTOCOL: {
    kind: 'data',
    when: 'a job was written by a newer version of EnKit than this worker',
    advice: 'update the worker',
  },
  JOB_STALE: {
    kind: 'infrastructure',
    when: 'a job belongs to a coordinator that was replaced, or to an evaluation that is over',
    advice: 'nothing is to be done: nobody waits for it',
  },
  PAYLOAD_MISSING: {
    kind: 'infrastructure',
    when: 'numbers that a job refers to are not in Redis (any more)',
    advice: 'nothing is to be done: they are written, or evaluated, again',
  },
  PAYLOAD_CHECKSUM: {
    kind: 'infrastructure',
    when: 'numbers in Redis are truncated, or one of their bits was changed',
    advice: 'nothing is to be done: they are written again; when it happens often, check the memory of the nodes',
  },
  PAYLOAD_SHAPE: {
    kind: 'data',
    when: 'the header of numbers in Redis promises another shape, type or run than the job asks for',
    advice: 'check that all nodes run the same version of EnKit',
  },
  PAYLOAD_TOO_LARGE: {
    kind: 'data',
    when: 'the numbers of one batch or of the points are larger than a message may be',
    advice: 'use smaller batches (evaluation.batch) or fewer points',
  },
  RESULT_SHAPE: {
    kind: 'internal',
    when: 'a batch came back with another number of rows or columns than its members and points ask for',
    advice: 'check that every worker runs the same version of EnKit and of the model',
  },
  RESULT_INDEX: {
    kind: 'data',
    when: 'a result names a member that is not in its batch, or one twice',
    advice: 'check that every worker runs the same version of EnKit',
  },
} as const satisfies Record<string, ErrorDefinition>;

export const QUEUE_ERRORS = {
  ...REDIS_ERRORS,
  ...JOB_ERRORS,
  QUEUE_CLOSED: {
    kind: 'infrastructure',
    when: 'the member queue was closed while members were being evaluated',
    advice: 'resume the run: it goes on from its last checkpoint',
  },
  QUEUE_MODEL: {
    kind: 'usage',
    when: 'the model is a function of the calling program, which workers on other nodes cannot have',
    advice: 'put the model into a module file, or evaluate in this process',
  },
  LEASE_HELD: {
    kind: 'infrastructure',
    when: 'another coordinator is at work on this run',
    advice: 'wait until it has ended; after a crash its lease ends by itself within 15 seconds',
  },
  LEASE_LOST: {
    kind: 'infrastructure',
    when: 'another coordinator has taken over this run; this one stops so that nothing is done twice',
    advice: 'let the other one finish',
  },
  BATCH_TIMEOUT: {
    kind: 'infrastructure',
    when: 'a worker had no result of a batch long after every member must have reached its time limit',
    advice: 'nothing is to be done: the batch is given to another worker',
  },
  WORKER_FAILED: {
    kind: 'infrastructure',
    when: 'workers failed to evaluate a batch again and again, for no fault of its members',
    advice: 'look at the log of the workers',
  },
  NUMERIC_FINGERPRINT: {
    kind: 'infrastructure',
    when: 'the mathematical functions of a worker give other bits than those of the coordinator',
    advice: 'run the same Node version, processor family and container image on all nodes',
  },
} as const satisfies Record<string, ErrorDefinition>;
