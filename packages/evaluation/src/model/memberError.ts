import type { MemberFailureCode } from '@enkit/contracts';

/** Thrown inside an evaluation when a member's model fails; it becomes the member's outcome. */
export class MemberError extends Error {
  readonly code: MemberFailureCode;
  constructor(code: MemberFailureCode, message: string) {
    super(message);
    this.name = 'MemberError';
    this.code = code;
  }
}

/** One line for whatever a model threw, `throw undefined` included. */
export function describeThrown(thrown: unknown): string {
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return text.split('\n', 1)[0].slice(0, 300);
}
