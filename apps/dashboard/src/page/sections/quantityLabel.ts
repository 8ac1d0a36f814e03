import type { Quantity } from '../../state/fit.ts';

const LONGEST_NAME = 48;

/** "name (unit)", a long name cut. */
export function quantityLabel({ name, unit }: Quantity): string {
  const short = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
  return unit === undefined ? short : `${short} (${unit})`;
}
