/** The benchmarks, in the order in which they run. */
import type { BenchmarkCase } from '../harness/benchmarkCase.ts';
import { analysis } from './analysis.ts';
import { eventLoop } from './eventLoop.ts';
import { forward } from './forward.ts';
import { images } from './images.ts';
import { linearAlgebra } from './linearAlgebra.ts';
import { memory } from './memory.ts';
import { queue } from './queue.ts';
import { scaling } from './scaling.ts';
import { startUp } from './startUp.ts';
import { wholeRun } from './wholeRun.ts';

export const CASES: readonly BenchmarkCase[] = [
  forward,
  images,
  linearAlgebra,
  analysis,
  memory,
  wholeRun,
  startUp,
  eventLoop,
  queue,
  scaling,
];
