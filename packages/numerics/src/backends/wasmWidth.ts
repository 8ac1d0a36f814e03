/**
 * How wide the kernels run: narrow are the 128-bit vectors that WebAssembly has, wide the 256-bit ones to which V8's
 * revectorizer fuses pairs of them. The bits are the same. The wide tiles spill where the pairs are not fused, so they are
 * used only where a probe finds them faster; `ENKIT_WASM_WIDTH` decides without one.
 */
import { setFlagsFromString } from 'node:v8';
import { NumericsError } from '../errors.ts';
import type { WasmKernels } from './wasmKernels.ts';

export type WasmWidth = 'narrow' | 'wide';

/** The first V8 that fuses what these kernels are made of; earlier ones know the flag and are not faster with it. */
const FIRST_V8 = [13, 6];
const CHOICES = ['narrow', 'wide', 'auto'];

/** The edge of the probe's product, a multiple of both tiles, and the doubles from one of its matrices to the next. */
const EDGE = 48;
const AREA = EDGE * EDGE + 64;
export const PROBE_BYTES = 3 * 8 * AREA;
/** The compiler optimizes while the probe runs: it goes on until so many rounds, and milliseconds, were no faster. */
const STEADY_ROUNDS = 30;
const STEADY_MILLISECONDS = 6;
const LONGEST_MILLISECONDS = 100;

/** What `ENKIT_WASM_WIDTH` says. Throws NUM_BACKEND_UNAVAILABLE for anything but narrow, wide or auto. */
function requestedWidth(): WasmWidth | 'auto' {
  const value = process.env['ENKIT_WASM_WIDTH'] ?? 'auto';
  if (CHOICES.includes(value)) return value as WasmWidth | 'auto';
  throw new NumericsError(
    'NUM_BACKEND_UNAVAILABLE',
    `ENKIT_WASM_WIDTH: expected one of ${CHOICES.join(', ')}, got "${value}"; unset it, or use one of these`,
  );
}

function canFuse(): boolean {
  const [major = 0, minor = 0] = process.versions.v8.split('.').map(Number);
  return process.arch === 'x64' && (major > FIRST_V8[0] || (major === FIRST_V8[0] && minor >= FIRST_V8[1]));
}

/** Switches the revectorizer on where it may be of use. V8 asks for the flag when it optimizes: before the first compilation. */
export function allowWide(): void {
  if (requestedWidth() !== 'narrow' && canFuse()) setFlagsFromString('--experimental-wasm-revectorize');
}

/** Milliseconds of two products of the probe's matrices at `address`. */
function timeProducts(kernels: WasmKernels, address: number): number {
  const start = performance.now();
  for (let k = 0; k < 2; k++)
    kernels.multiply(EDGE, EDGE, EDGE, address, EDGE, 0, address + 8 * AREA, EDGE, 0, address + 16 * AREA, EDGE, 0);
  return performance.now() - start;
}

/** Whether the wide tiles are the faster ones, in about 10 ms. */
function probe(kernels: WasmKernels, address: number): boolean {
  const best = [Infinity, Infinity];
  const started = performance.now();
  let [steady, since] = [0, started];
  for (let now = started; now - started < LONGEST_MILLISECONDS; now = performance.now()) {
    steady++;
    for (const wide of [0, 1] as const) {
      kernels.setWide(wide);
      const time = timeProducts(kernels, address);
      if (time < 0.95 * best[wide]) [steady, since] = [0, now];
      best[wide] = Math.min(best[wide], time);
    }
    if (steady >= STEADY_ROUNDS && performance.now() - since >= STEADY_MILLISECONDS) return best[1] < best[0];
  }
  return false;
}

let probed: WasmWidth | undefined;

/**
 * Sets the width of an instance of the kernels and returns it; probed once a thread.
 * @param address of PROBE_BYTES bytes that the probe may read and write
 */
export function chooseWidth(kernels: WasmKernels, address: number): WasmWidth {
  const requested = requestedWidth();
  if (requested === 'auto') probed ??= canFuse() && probe(kernels, address) ? 'wide' : 'narrow';
  const width = requested === 'auto' ? (probed ?? 'narrow') : requested;
  kernels.setWide(width === 'wide' ? 1 : 0);
  return width;
}
