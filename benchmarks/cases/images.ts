/** Forward passes of a network for images: 784-128-10 with relu, 100 members x 1,000 images, one thread. */
import { comparisonCase } from '../harness/benchmarkCase.ts';
import type { Comparison } from '../harness/comparison.ts';
import { oursContender } from '../ours/oursContender.ts';
import type { ForwardWork, Precision } from '../ours/work.ts';
import { pythonContender } from '../peers/pythonContender.ts';

const SIZES = { layers: [784, 128, 10], activation: 'relu', members: 100, points: 1000, weightScale: 0.1 } as const;
const WIDE = 'EnKit, wide';
const NARROW = 'EnKit, narrow';
const OPENBLAS = 'EnKit, OpenBLAS';
const TUNED = 'numpy, best chunk';
const FLOPS = 2 * SIZES.members * SIZES.points * (784 * 128 + 128 * 10);

function comparisonOf(precision: Precision): Comparison {
  const work = { work: 'forward', backend: 'wasm', precision, ...SIZES } satisfies ForwardWork;
  const peer = { ...work, dtype: precision === 'f64' ? 'float64' : 'float32', chunk: 'best' };
  const [bound, stretch] = precision === 'f64' ? [0.95, 1.05] : [1.05, 1.15];
  return {
    title: `forward 784-128-10, 100 members x 1,000 images, ${precision}`,
    unit: 'all members once',
    flops: FLOPS,
    rounds: 7,
    tolerance: precision === 'f64' ? 1e-9 : 1e-4,
    contenders: [
      oursContender(WIDE, work, 'wide'),
      oursContender(NARROW, work, 'narrow'),
      oursContender(OPENBLAS, { ...work, backend: 'openblas' }),
      pythonContender(TUNED, peer),
    ],
    targets: [{ what: `${precision}, widest path`, ours: [WIDE, OPENBLAS], peers: [TUNED], bound, stretch }],
  };
}

export const images = comparisonCase(
  'images',
  'forward passes of 784-128-10 (relu), 100 members x 1,000 images, one thread',
  [comparisonOf('f64'), comparisonOf('f32')],
);
