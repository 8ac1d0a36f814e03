import type { ErrorDefinition } from './kinds.ts';

export const STORAGE_ERRORS = {} as const satisfies Record<string, ErrorDefinition>;
