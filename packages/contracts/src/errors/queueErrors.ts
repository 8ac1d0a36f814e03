import type { ErrorDefinition } from './kinds.ts';

export const QUEUE_ERRORS = {} as const satisfies Record<string, ErrorDefinition>;
