/** Forward passes of the small network that EnKit exists for: 1-20-20-1 with tanh, 1,000 members x 200 points, one thread. */
import { comparisonCase } from '../harness/benchmarkCase.ts';
import type { Comparison } from '../harness/comparison.ts';
import { nativeContender } from '../native/nativeContender.ts';
import { oursContender } from '../ours/oursContender.ts';
import type { ForwardWork, Precision } from '../ours/work.ts';
import { pythonContender } from '../peers/pythonContender.ts';

const LAYERS = [1, 20, 20, 1];
const SIZES = { layers: LAYERS, activation: 'tanh', members: 1000, points: 200, weightScale: 2 } as const;
const WIDE = 'EnKit, wide';
const NARROW = 'EnKit, narrow';
const PLAIN = 'JavaScript loops';
const TUNED = 'numpy, best chunk';
const NATIVE = 'C, this machine';
/** Of the products; the 8,000 tanh a member are not counted. */
const FLOPS = 2 * SIZES.members * SIZES.points * (20 + 400 + 20);

function comparisonOf(precision: Precision): Comparison {
  const work = { work: 'forward', backend: 'wasm', precision, ...SIZES } satisfies ForwardWork;
  const peer = { ...work, dtype: precision === 'f64' ? 'float64' : 'float32' };
  const [wide, narrow] = precision === 'f64' ? [1.4, 0.95] : [1.2, 0.9];
  return {
    title: `forward 1-20-20-1, 1,000 members x 200 points, ${precision}`,
    unit: 'all members once',
    flops: FLOPS,
    rounds: 9,
    tolerance: precision === 'f64' ? 1e-9 : 1e-4,
    contenders: [
      oursContender(WIDE, work, 'wide'),
      oursContender(NARROW, work, 'narrow'),
      pythonContender(TUNED, { ...peer, chunk: 'best' }),
      pythonContender('numpy, whole batch', { ...peer, chunk: 'whole' }),
      nativeContender(NATIVE, precision, SIZES),
      oursContender(PLAIN, { ...work, backend: 'plain', precision: 'f64' }),
    ],
    targets: [
      { what: `${precision}, wide`, ours: [WIDE], peers: [TUNED], bound: wide, stretch: 2.5 },
      { what: `${precision}, wide`, ours: [WIDE], peers: [NATIVE], bound: 0.55 },
      { what: `${precision}, narrow`, ours: [NARROW], peers: [TUNED], bound: narrow, stretch: 1.1 },
      { what: `${precision}, narrow`, ours: [NARROW], peers: [PLAIN], bound: 8 },
    ],
  };
}

export const forward = comparisonCase(
  'forward',
  'forward passes of 1-20-20-1 (tanh), 1,000 members x 200 points, one thread',
  [comparisonOf('f64'), comparisonOf('f32')],
);
