/**
 * A forward model that fails in the way its first parameter says, for the tests of failure handling:
 * 0 sound, 1 NaN, 2 throws, 3 wrong shape, 4 wrong type, 5 ends its thread, 6 hangs, 7 runs out of memory, 8 throws
 * undefined, 9 never settles.
 */
import type { ForwardContext } from '../model/forwardFunction.ts';

export function forward(parameters: Float64Array, { inputs }: ForwardContext): unknown {
  const values = Array.from({ length: inputs.rows }, (_, i) => parameters[1] * i + parameters[2]);
  switch (parameters[0]) {
    case 1:
      return values.map((value, i) => (i === 3 ? NaN : value));
    case 2:
      throw new RangeError('the solver did not converge\nat iteration 17');
    case 3:
      return values.slice(1);
    case 4:
      return { values };
    case 5:
      return process.exit(3);
    case 6:
      for (;;);
    case 7: {
      const hoard: number[][] = [];
      for (;;) hoard.push(Array.from({ length: 100_000 }, () => 1));
    }
    case 8:
      throw undefined;
    case 9:
      return new Promise(() => undefined);
    default:
      return values;
  }
}

export const notAFunction = 42;
