/** The programs of this repository, as a user starts them. */
import { fileURLToPath } from 'node:url';
import { startProgram, type Program, type ProgramOptions } from './program.ts';

const fileOf = (path: string): string => fileURLToPath(new URL(`../../../apps/${path}`, import.meta.url));

/** `enkit WORDS` */
export function startEnkit(words: readonly string[], options?: ProgramOptions): Program {
  return startProgram(fileOf('coordinator/bin/enkit.js'), words, options);
}

/** `enkit-worker WORDS` */
export function startEnkitWorker(words: readonly string[], options?: ProgramOptions): Program {
  return startProgram(fileOf('worker/bin/enkit-worker.js'), words, options);
}

/** What an enkit-worker says when it takes part. */
export const WORKER_READY = /ready for members/;
