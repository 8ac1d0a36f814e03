/** How the check of a single field says what is wrong, through a zod issue, in the words of the error registry. */
import type { z } from 'zod';
import type { ErrorCode } from '../errors/registry.ts';

export interface FieldFault {
  readonly code: ErrorCode;
  readonly expected: string;
  readonly got: string;
  readonly suggestion?: string;
}

/** Adds the fault at `path` below the field being checked. */
export function addFault(context: z.RefinementCtx, path: (string | number)[], fault: FieldFault): void {
  context.addIssue({
    code: 'custom',
    path,
    params: { fault },
    message: `expected ${fault.expected}; got ${fault.got}`,
  });
}

/** The fault that a custom issue carries, undefined when it carries none. */
export function fieldFaultOf(issue: z.core.$ZodIssueCustom): FieldFault | undefined {
  const fault: FieldFault | undefined = issue.params?.['fault'];
  return fault;
}
