/** EnKit as a contender: a Node process whose kernels have the chosen width. */
import { fileURLToPath } from 'node:url';
import type { Contender } from '../harness/contender.ts';
import { processContender } from '../harness/processContender.ts';
import type { Work } from './work.ts';

const SERVE = fileURLToPath(new URL('./serve.ts', import.meta.url));

/** @param width `wide` needs a V8 that fuses pairs of vectors; the backend switches it on itself */
export function oursContender(name: string, work: Work, width: 'narrow' | 'wide' = 'wide'): Contender {
  const environment = { ENKIT_WASM_WIDTH: width };
  return processContender(name, async () => ({ program: process.execPath, words: [SERVE], environment }), work);
}
