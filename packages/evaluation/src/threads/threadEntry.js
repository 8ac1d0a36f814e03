/**
 * What a worker thread loads first. Compiled code is cached, its types stripped: a thread that replaces another is there sooner.
 * JavaScript itself, since a thread that strips types once loads the compiler that does, 15 ms and 12 MB.
 */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { handle } = await import('./threadSide.ts');

export { handle };
