/** The machine's limit as a contender: `mlp.c`, compiled here for this processor. */
import type { Contender } from '../harness/contender.ts';
import { processContender } from '../harness/processContender.ts';

export function nativeContender(
  name: string,
  precision: 'f64' | 'f32',
  sizes: { readonly members: number; readonly points: number },
): Contender {
  const words = [String(sizes.members), String(sizes.points)];
  return processContender(
    name,
    async (session) => ({ program: await session.native(precision), words, environment: {} }),
    {},
  );
}
