/** The compiled kernels of `assembly/`, typed. Addresses are bytes, counts and strides doubles; flags are 0 or 1. */
import { readFileSync } from 'node:fs';
import { NumericsError } from '../errors.ts';
import { type WasmMemory, type WasmModule, webAssembly } from './webAssembly.ts';

type Flag = 0 | 1;

/** C = op(A) op(B), or C + op(A) op(B). */
export type ProductKernel = (
  rows: number,
  columns: number,
  depth: number,
  a: number,
  strideA: number,
  transposedA: Flag,
  b: number,
  strideB: number,
  transposedB: Flag,
  c: number,
  strideC: number,
  accumulate: Flag,
) => void;

/** One layer: out (units x points) = activation(weights (units x inputs) values + bias). */
export type DenseKernel = (
  units: number,
  points: number,
  inputs: number,
  weights: number,
  bias: number,
  values: number,
  out: number,
  activation: number,
) => void;

/** values (inputs x points) packed: inputs times points, rounded up to 32 bytes, elements. */
export type PackingKernel = (inputs: number, points: number, values: number, packed: number) => void;

/** values := activation(values). */
export type ActivationKernel = (values: number, count: number, activation: number) => void;

/** into = a - 1 row^T, for a row of doubles. */
export type LessRowKernel = (rows: number, columns: number, a: number, row: number, into: number) => void;

/** target += source (floats). */
export type IncreaseKernel = (source: number, target: number, count: number) => void;

/** Whether all values are finite. */
export type FiniteKernel = (values: number, count: number) => Flag;

export interface WasmKernels {
  firstFree(): number;
  fused(): Flag;
  /** Whether products go by the wide tiles: changes no bits. */
  setWide(wide: Flag): void;
  multiply: ProductKernel;
  multiplyFloats: ProductKernel;
  gramLower(n: number, depth: number, a: number, strideA: number, transposedA: Flag, c: number, accumulate: Flag): void;
  /** The upper triangle of `into` := the lower one of `a`, transposed; `into` may be `a`. */
  lowerToUpper(n: number, a: number, into: number): void;
  /** The lower triangle := the upper one, transposed; `clear`: which becomes zero, but for the diagonal. */
  upperToLower(n: number, a: number, clear: Flag): void;
  /** 0, or 1 + the column whose pivot is not positive. */
  cholesky(n: number, a: number, scratch: number): number;
  solveLower(n: number, lower: number, strideL: number, b: number, strideB: number, columns: number): void;
  solveLowerTransposed(n: number, lower: number, strideL: number, b: number, strideB: number, columns: number): void;
  /** Doubles of scratch that `symmetricEigen` needs. */
  eigenScratch(n: number): number;
  /** 0, or 1 + a row near which the iteration did not converge. */
  symmetricEigen(n: number, a: number, values: number, scratch: number): number;
  dense: DenseKernel;
  denseFloats: DenseKernel;
  /** `dense` of values that `packValues` has packed. */
  densePacked: DenseKernel;
  densePackedFloats: DenseKernel;
  packValues: PackingKernel;
  packValueFloats: PackingKernel;
  activate: ActivationKernel;
  activateFloats: ActivationKernel;
  allFinite: FiniteKernel;
  allFiniteFloats: FiniteKernel;
  /** target (floats) := source (doubles), rounded to nearest. */
  demote(source: number, target: number, count: number): void;
  /** target (doubles) := source (floats). */
  promote(source: number, target: number, count: number): void;
  subtractRow: LessRowKernel;
  /** The same into floats. */
  demoteLess: LessRowKernel;
  /** The same of floats into floats. */
  floatsLess: LessRowKernel;
  /** target (doubles) += source (floats). */
  increaseDoubles: IncreaseKernel;
  /** target (floats) += source (floats). */
  increaseFloats: IncreaseKernel;
  /** Two standard normals a block, for a multiple of 4 blocks of the Philox stream. */
  normals(
    target: number,
    blocks: number,
    key0: number,
    key1: number,
    first: number,
    counter1: number,
    counter2: number,
    counter3: number,
  ): void;
  /** Two standard normals, twice over, from two draws in [0, 1). */
  normalPair(target: number, u: number, v: number): void;
}

const location = new URL('../../wasm/kernels.wasm', import.meta.url);
let compiled: WasmModule | undefined;

/** Compiled once a thread. */
function compile(): WasmModule {
  try {
    return new webAssembly.Module(readFileSync(location));
  } catch (error) {
    throw new NumericsError(
      'NUM_BACKEND_UNAVAILABLE',
      `wasm: ${location.pathname} does not compile here (${error instanceof Error ? error.message : String(error)}); ` +
        'it needs relaxed SIMD (Node 22 or later); use the ml-matrix backend otherwise',
    );
  }
}

/** The kernels over `memory`. Throws NUM_BACKEND_UNAVAILABLE where this Node cannot compile them. */
export function instantiateKernels(memory: WasmMemory): WasmKernels {
  compiled ??= compile();
  const abort = (): never => {
    throw new Error('the kernels aborted');
  };
  return new webAssembly.Instance(compiled, { env: { memory, abort } }).exports as WasmKernels;
}
