import type { ErrorDefinition } from './kinds.ts';

export const CONFIGURATION_ERRORS = {} as const satisfies Record<string, ErrorDefinition>;
