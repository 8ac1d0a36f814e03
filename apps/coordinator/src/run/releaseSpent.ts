import type { SharedBuffers } from '@enkit/evaluation';
import type { AnyMatrix } from '@enkit/numerics';
import type { RunState } from './session.ts';

/**
 * Gives back the memory of the ensembles that a step leaves behind: those of earlier states that the state after it does
 * not hold. To be called when the checkpoint of the state before is durable, which it is once that of the state after has begun.
 */
export function releaseSpent(
  buffers: Pick<SharedBuffers, 'release'>,
  earlier: readonly RunState[],
  state: RunState,
): void {
  const held = new Set(ensemblesOf(state).map(memoryOf));
  for (const ensemble of earlier.flatMap(ensemblesOf)) if (!held.has(memoryOf(ensemble))) buffers.release(ensemble);
}

function ensemblesOf({ ensemble: { parameters, best } }: RunState): readonly AnyMatrix[] {
  return best ? [parameters, best.parameters] : [parameters];
}

const memoryOf = ({ data }: AnyMatrix): ArrayBufferLike => data.buffer;
