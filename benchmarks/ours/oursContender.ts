/** EnKit as a contender: a Node process whose kernels have the chosen width. */
import { fileURLToPath } from 'node:url';
import type { Contender } from '../harness/contender.ts';
import { processContender } from '../harness/processContender.ts';
import type { Work } from './work.ts';

const SERVE = fileURLToPath(new URL('./serve.ts', import.meta.url));
const COMPILED = fileURLToPath(new URL('../../.cache/compiled', import.meta.url));

/** @param width `wide` needs a V8 that fuses pairs of vectors; the backend switches it on itself */
export function oursContender(name: string, work: Work, width: 'narrow' | 'wide' = 'wide'): Contender {
  // As the enkit command does: without it, a thread that loads TypeScript holds the compiler in memory as well.
  const environment = { ENKIT_WASM_WIDTH: width, NODE_COMPILE_CACHE: COMPILED };
  return processContender(name, async () => ({ program: process.execPath, words: [SERVE], environment }), work);
}
