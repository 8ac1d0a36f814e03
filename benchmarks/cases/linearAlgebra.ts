/** Products and factorizations at n = 1000, one thread: our kernels, OpenBLAS through the backend, numpy and scipy. */
import { comparisonCase } from '../harness/benchmarkCase.ts';
import type { Comparison } from '../harness/comparison.ts';
import { oursContender } from '../ours/oursContender.ts';
import type { LinearAlgebraWork } from '../ours/work.ts';
import { pythonContender } from '../peers/pythonContender.ts';

const N = 1000;
const WIDE = 'EnKit, wide';
const NARROW = 'EnKit, narrow';
const OPENBLAS = 'EnKit, OpenBLAS';
const PEER = 'numpy/scipy';

const FLOPS = {
  gemm: 2 * N ** 3,
  syrk: N ** 3,
  cholesky: N ** 3 / 3,
  'triangular-solve': N ** 3,
} as const;

function comparisonOf(operation: LinearAlgebraWork['operation']): Comparison {
  const work = { work: 'linear-algebra', operation, backend: 'wasm', n: N } satisfies LinearAlgebraWork;
  return {
    title: `${operation}, n = ${N}, f64`,
    unit: 'one call',
    flops: FLOPS[operation],
    rounds: 9,
    contenders: [
      oursContender(WIDE, work, 'wide'),
      oursContender(NARROW, work, 'narrow'),
      oursContender(OPENBLAS, { ...work, backend: 'openblas' }),
      pythonContender(PEER, work),
    ],
    targets: [
      { what: `${operation}, wide`, ours: [WIDE], peers: [PEER], bound: 0.9 },
      { what: `${operation}, OpenBLAS`, ours: [OPENBLAS], peers: [PEER], bound: 1 },
    ],
  };
}

export const linearAlgebra = comparisonCase(
  'linear-algebra',
  `gemm, syrk, Cholesky and triangular solve at n = ${N}, one thread`,
  [comparisonOf('gemm'), comparisonOf('syrk'), comparisonOf('cholesky'), comparisonOf('triangular-solve')],
);
