/** What a worker thread loads first: with compiled code cached, a thread that replaces another is there sooner. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { handle } = await import('./threadSide.ts');

export { handle };
