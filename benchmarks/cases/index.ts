/** The benchmarks, in the order in which they run. */
import type { BenchmarkCase } from '../harness/benchmarkCase.ts';
import { analysis } from './analysis.ts';
import { forward } from './forward.ts';
import { images } from './images.ts';
import { linearAlgebra } from './linearAlgebra.ts';

export const CASES: readonly BenchmarkCase[] = [forward, images, linearAlgebra, analysis];
