/** Takes over what a model returned, or says what is wrong with it. */
import { firstNonFinite } from '@enkit/numerics';
import { MemberError } from './memberError.ts';

/** Copies a user function's value into `into`. Throws MEMBER_TYPE or MEMBER_SHAPE. */
export function takeOutput(value: unknown, into: Float64Array): void {
  if (!isArrayLike(value))
    throw new MemberError(
      'MEMBER_TYPE',
      `the model returned ${describe(value)}, expected an array of ${into.length} numbers`,
    );
  if (value.length !== into.length)
    throw new MemberError('MEMBER_SHAPE', `the model returned ${value.length} values, expected ${into.length}`);
  for (let k = 0; k < into.length; k++) {
    const element: unknown = value[k];
    if (typeof element !== 'number')
      throw new MemberError('MEMBER_TYPE', `output ${k} is ${describe(element)}, expected a number`);
    into[k] = element;
  }
}

/** Throws MEMBER_NONFINITE naming the first output that is NaN or infinite. */
export function assertFiniteOutput(output: Float64Array): void {
  const k = firstNonFinite(output);
  if (k >= 0) throw new MemberError('MEMBER_NONFINITE', `output ${k} is ${output[k]}`);
}

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? `an object (${value.constructor?.name ?? 'no prototype'})` : `a ${typeof value}`;
}
