/** Errors of the member queue, of Redis behind it, and of what travels through it. */
import type { ErrorDefinition } from './kinds.ts';

export const QUEUE_ERRORS = {
  QUEUE_CLOSED: {
    kind: 'run',
    when: 'the member queue was closed while members were being evaluated',
    advice: 'resume the run: it goes on from its last checkpoint',
  },
  RESULT_SHAPE: {
    kind: 'internal',
    when: 'a batch came back with another number of rows or columns than its members and points ask for',
    advice: 'check that every worker runs the same version of EnKit and of the model',
  },
} as const satisfies Record<string, ErrorDefinition>;
