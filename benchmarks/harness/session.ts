/** What the cases of one call of the bench share: settings, and peers that are made ready once, when first asked for. */
import { compileNative } from '../native/compileNative.ts';
import { installPeers } from '../peers/installPeers.ts';

export interface Session {
  /** Instead of each case's own number. */
  readonly rounds?: number | undefined;
  progress(text: string): void;
  /** The Python with the peers. Throws LeftOut, every time, where it cannot be had. */
  python(): Promise<string>;
  /** The compiled program of `native/`. Throws LeftOut where there is no compiler. */
  native(precision: 'f64' | 'f32'): Promise<string>;
}

export function createSession(rounds: number | undefined, progress: (text: string) => void): Session {
  const python = once(() => installPeers(progress));
  const native = { f64: once(() => compileNative('f64')), f32: once(() => compileNative('f32')) };
  return { rounds, progress, python, native: (precision) => native[precision]() };
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
