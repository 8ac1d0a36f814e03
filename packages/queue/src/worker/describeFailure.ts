/** Puts why a job failed into the one line that the coordinator reads. */
import { EnkitError } from '@enkit/contracts';

/** The coordinator adds the advice, which belongs to the code. */
function factsOf({ location, expected, got }: EnkitError['details']): string {
  return [location?.file, expected && `expected ${expected}`, got && `got ${got}`].filter(Boolean).join('; ');
}

/** A code, and a sentence. */
export function describeFailure(error: unknown): string {
  if (error instanceof EnkitError) return `${error.code}: ${factsOf(error.details)}`;
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const coded = /^[A-Z][A-Z0-9_]+$/.test(code) ? code : 'WORKER_FAILED';
  return `${coded}: ${message.replace(/\s+/g, ' ').slice(0, 500)}`;
}
