/** One whole analysis step on two threads at three sizes, against the two packages that offer one, and numpy's best route. */
import { comparisonCase } from '../harness/benchmarkCase.ts';
import type { Comparison, RatioTarget } from '../harness/comparison.ts';
import { oursContender } from '../ours/oursContender.ts';
import type { AnalysisWork } from '../ours/work.ts';
import { type PeerWork, pythonContender } from '../peers/pythonContender.ts';

const THREADS = 2;
const WASM = 'EnKit, wasm';
const OPENBLAS = 'EnKit, OpenBLAS';
const WASM_IN_PLACE = 'EnKit, wasm, in place';
const OPENBLAS_IN_PLACE = 'EnKit, OpenBLAS, in place';
const WASM_SINGLE = 'EnKit, wasm, f32 update';
const OPENBLAS_SINGLE = 'EnKit, OpenBLAS, f32 update';
const WASM_SINGLE_IN_PLACE = 'EnKit, wasm, f32 update, in place';
const WASM_KEPT = 'EnKit, wasm, f32 update of an ensemble in f32, in place';
const PACKAGES = ['pyesmda', 'iterative_ensemble_smoother'] as const;
const NUMPY = 'numpy, best route';

interface Size {
  readonly parameters: number;
  readonly members: number;
  readonly data: number;
  readonly rounds: number;
  readonly targets: readonly Omit<RatioTarget, 'peers'>[];
}

const BOTH = [WASM, OPENBLAS];
const BOTH_IN_PLACE = [WASM_IN_PLACE, OPENBLAS_IN_PLACE];
const SINGLE = [WASM_SINGLE, OPENBLAS_SINGLE, WASM_SINGLE_IN_PLACE, WASM_KEPT];
const ANY = [...BOTH, ...BOTH_IN_PLACE];

const SIZES: readonly Size[] = [
  {
    parameters: 481,
    members: 1000,
    data: 200,
    rounds: 9,
    targets: [
      { what: 'f64', ours: ANY, bound: 2, stretch: 2.5 },
      { what: 'f32 update', ours: SINGLE, bound: 2.5, stretch: 3.5 },
    ],
  },
  {
    parameters: 101_770,
    members: 500,
    data: 1000,
    rounds: 5,
    targets: [
      { what: 'f64, in place', ours: BOTH_IN_PLACE, bound: 1.3 },
      { what: 'f64, two buffers', ours: BOTH, bound: 1.7, stretch: 1.9 },
      { what: 'f32 update', ours: SINGLE, bound: 2.3, stretch: 2.7 },
    ],
  },
  {
    parameters: 10_000,
    members: 4000,
    data: 1000,
    rounds: 5,
    targets: [
      { what: 'f64', ours: ANY, bound: 1.1, stretch: 1.2 },
      { what: 'f32 update', ours: SINGLE, bound: 1.9, stretch: 2.2 },
    ],
  },
];

function comparisonOf({ parameters, members, data, rounds, targets }: Size): Comparison {
  const sizes = { parameters, members, data };
  const ours = (settings: Pick<AnalysisWork, 'backend'> & Partial<AnalysisWork>): AnalysisWork => ({
    work: 'analysis',
    precision: 'f64',
    inPlace: false,
    threads: THREADS,
    ...sizes,
    ...settings,
  });
  const peer = (name: string): PeerWork => ({ work: 'analysis', peer: name, dtype: 'float64', ...sizes });
  const title = `analysis, (Nm, Ne, Nd) = (${parameters}, ${members}, ${data})`;
  return {
    title,
    unit: 'one step',
    rounds,
    contenders: [
      oursContender(WASM, ours({ backend: 'wasm' })),
      oursContender(OPENBLAS, ours({ backend: 'openblas' })),
      oursContender(WASM_IN_PLACE, ours({ backend: 'wasm', inPlace: true })),
      oursContender(OPENBLAS_IN_PLACE, ours({ backend: 'openblas', inPlace: true })),
      oursContender(WASM_SINGLE, ours({ backend: 'wasm', precision: 'f32' })),
      oursContender(OPENBLAS_SINGLE, ours({ backend: 'openblas', precision: 'f32' })),
      oursContender(WASM_SINGLE_IN_PLACE, ours({ backend: 'wasm', precision: 'f32', inPlace: true })),
      oursContender(WASM_KEPT, ours({ backend: 'wasm', precision: 'f32', inPlace: true, kept: 'f32' })),
      ...PACKAGES.map((name) => pythonContender(name, peer(name), THREADS)),
      pythonContender(NUMPY, peer('numpy'), THREADS),
    ],
    targets: targets.map(({ what, ...rest }) => ({ what: `${parameters}: ${what}`, peers: PACKAGES, ...rest })),
  };
}

export const analysis = comparisonCase(
  'analysis',
  'one whole analysis step at three sizes on two threads, against pyesmda, iterative_ensemble_smoother and numpy',
  SIZES.map(comparisonOf),
);
