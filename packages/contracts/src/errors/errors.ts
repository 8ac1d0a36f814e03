/** The error registry alone, without schemas: what a worker thread needs, which starts in half the time for it. */
export { EnkitError, type ErrorDetails, type SourceLocation } from './enkitError.ts';
export { EXIT_CODES, type ErrorDefinition, type ErrorKind } from './kinds.ts';
export { ERRORS, errorDefinition, type ErrorCode } from './registry.ts';
