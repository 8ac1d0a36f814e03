import { EXIT_CODES } from './kinds.ts';
import { type ErrorCode, errorDefinition } from './registry.ts';

/** Where in a user's file the fault lies; lines and columns count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** Dotted path of the key, such as "ensemble.size". */
  readonly key?: string | undefined;
}

export interface ErrorDetails {
  readonly expected?: string | undefined;
  readonly got?: string | undefined;
  /** What to do about it; the registry's advice is used when absent. */
  readonly suggestion?: string | undefined;
  readonly location?: SourceLocation | undefined;
  readonly cause?: unknown;
}

function describeLocation(location: SourceLocation): string {
  const position = [location.file, location.line, location.column].filter((part) => part !== undefined).join(':');
  return location.key ? `${position} ${location.key}` : position;
}

/** An error of the registry: one that a user can cause or meet, told in one line without a stack trace. */
export class EnkitError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    const definition = errorDefinition(code);
    const place = details.location ? `${describeLocation(details.location)}: ` : '';
    const facts = [
      details.expected && `expected ${details.expected}`,
      details.got && `got ${details.got}`,
      details.suggestion ?? definition.advice,
    ];
    super(`${place}${code}: ${facts.filter(Boolean).join('; ')}`, { cause: details.cause });
    this.name = 'EnkitError';
    this.code = code;
    this.details = details;
  }

  get exitCode(): number {
    return EXIT_CODES[errorDefinition(this.code).kind];
  }
}
