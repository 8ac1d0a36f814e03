/** A peer as a contender: a Python process with the given number of BLAS threads. */
import { fileURLToPath } from 'node:url';
import type { Contender } from '../harness/contender.ts';
import { processContender } from '../harness/processContender.ts';

export type PeerWork = Readonly<Record<string, string | number | boolean | readonly number[]>> & {
  readonly work: string;
};

const SERVE = fileURLToPath(new URL('./serve.py', import.meta.url));

/** @param work what `serve.py` does: `work` names it, the rest are its sizes */
export function pythonContender(name: string, work: PeerWork, threads = 1): Contender {
  const environment = { OPENBLAS_NUM_THREADS: String(threads), OMP_NUM_THREADS: String(threads) };
  return processContender(
    name,
    async (session) => ({ program: await session.python(), words: ['-u', SERVE], environment }),
    work,
  );
}
