/** The functions of OpenBLAS that the backend calls, bound through koffi. Loaded on demand: nothing else needs koffi. */
import { createRequire } from 'node:module';
import { NumericsError } from '../errors.ts';

/** CBLAS and LAPACK constants. */
export const ROW_MAJOR = 101;
export const PLAIN = 111;
export const TRANSPOSED = 112;
export const UPPER = 121;
export const LOWER = 122;
export const NOT_UNIT = 131;
export const LEFT = 141;

/** C = alpha op(A) op(B) + beta C: order, transA, transB, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc. */
export type Gemm<Data> = (
  ...call: readonly [
    ...order: readonly [number, number, number],
    ...sizes: readonly [number, number, number],
    ...a: readonly [number, Data, number],
    ...b: readonly [Data, number],
    ...c: readonly [number, Data, number],
  ]
) => void;

export interface OpenblasLibrary {
  /** What was opened, and what the library says of itself. */
  readonly path: string;
  readonly config: string;
  readonly dgemm: Gemm<Float64Array>;
  readonly sgemm: Gemm<Float32Array>;
  /** One triangle of C = alpha op(A) op(A)^T + beta C: order, uplo, trans, n, k, alpha, A, lda, beta, C, ldc. */
  readonly dsyrk: (
    ...call: readonly [
      ...order: readonly [number, number, number],
      ...sizes: readonly [number, number],
      ...a: readonly [number, Float64Array, number],
      ...c: readonly [number, Float64Array, number],
    ]
  ) => void;
  /** B = alpha op(A)^-1 B: order, side, uplo, trans, diag, m, n, alpha, A, lda, B, ldb. */
  readonly dtrsm: (
    ...call: readonly [
      ...order: readonly [number, number, number, number, number],
      ...sizes: readonly [number, number],
      ...a: readonly [number, Float64Array, number],
      ...b: readonly [Float64Array, number],
    ]
  ) => void;
  /** Cholesky: uplo, n, A, lda, info. */
  readonly dpotrf: (
    uplo: string,
    n: Int32Array,
    a: Float64Array,
    lda: Int32Array,
    info: Int32Array,
    uploLength: number,
  ) => void;
  /** Symmetric eigenproblem: jobz, uplo, n, A, lda, W, work, lwork, iwork, liwork, info. */
  readonly dsyevd: (
    jobz: string,
    uplo: string,
    n: Int32Array,
    a: Float64Array,
    lda: Int32Array,
    w: Float64Array,
    work: Float64Array,
    lwork: Int32Array,
    iwork: Int32Array,
    liwork: Int32Array,
    info: Int32Array,
    jobzLength: number,
    uploLength: number,
  ) => void;
}

/** Where OpenBLAS lies: names go through the system's loader (ldconfig, LD_LIBRARY_PATH), paths are Homebrew's. */
export const OPENBLAS_NAMES: readonly string[] = [
  'libopenblas.so.0',
  'libopenblas.so',
  'libopenblas.0.dylib',
  '/opt/homebrew/opt/openblas/lib/libopenblas.dylib',
  '/usr/local/opt/openblas/lib/libopenblas.dylib',
  'libopenblas.dll',
];

type Koffi = typeof import('koffi');

const DGEMM =
  'void cblas_dgemm(int, int, int, int, int, int, double, const double *, int, const double *, int, double, double *, int)';
const SGEMM = DGEMM.replace('dgemm', 'sgemm').replaceAll('double', 'float');
const DSYRK = 'void cblas_dsyrk(int, int, int, int, int, double, const double *, int, double, double *, int)';
const DTRSM = 'void cblas_dtrsm(int, int, int, int, int, int, int, double, const double *, int, double *, int)';
/** Fortran passes the lengths of its strings as hidden last arguments. */
const DPOTRF = 'void dpotrf_(const char *, const int *, double *, const int *, int *, size_t)';
const DSYEVD =
  'void dsyevd_(const char *, const char *, const int *, double *, const int *, double *, double *, const int *, int *, const int *, int *, size_t, size_t)';

function bind(koffi: Koffi, path: string): OpenblasLibrary {
  const library = koffi.load(path);
  library.func('void openblas_set_num_threads(int)')(1);
  return {
    path,
    config: String(library.func('const char *openblas_get_config(void)')()),
    dgemm: library.func(DGEMM),
    sgemm: library.func(SGEMM),
    dsyrk: library.func(DSYRK),
    dtrsm: library.func(DTRSM),
    dpotrf: library.func(DPOTRF),
    dsyevd: library.func(DSYEVD),
  };
}

function refuse(reasons: readonly string[]): never {
  throw new NumericsError(
    'NUM_BACKEND_UNAVAILABLE',
    `openblas: no library found (${reasons.join('; ')}); install it (Debian: apt-get install libopenblas0, ` +
      'macOS: brew install openblas), or use the wasm backend',
  );
}

function loadKoffi(): Koffi {
  try {
    return createRequire(import.meta.url)('koffi') as Koffi;
  } catch (error) {
    return refuse([`koffi: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

/** The first of `names` that opens and has every function. Throws NUM_BACKEND_UNAVAILABLE, with each reason. */
export function loadOpenblas(names: readonly string[] = OPENBLAS_NAMES): OpenblasLibrary {
  const koffi = loadKoffi();
  const namesByReason = new Map<string, string[]>();
  for (const name of names) {
    try {
      return bind(koffi, name);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      namesByReason.set(reason, [...(namesByReason.get(reason) ?? []), name]);
    }
  }
  return refuse([...namesByReason].map(([reason, tried]) => `${tried.join(', ')}: ${reason}`));
}
