/** How fast the products of a backend are here and now, which is what most of an analysis and of a large network consists of. */
import { randomStream, type Arithmetic, type Backend, type MatrixOf } from '@enkit/numerics';

/** Billions of floating-point operations a second, on one thread. */
export interface BackendSpeed {
  readonly double: number;
  readonly single: number;
}

/** Edge of the matrices: large enough for the cache blocks of the kernels. */
const EDGE = 384;
const MILLISECONDS = 80;
/** Calls before: the kernels are optimized while they run. */
const WARM_UP_MILLISECONDS = 40;

/** Takes a quarter of a second. */
export function measureBackend(backend: Backend): BackendSpeed {
  return { double: rateOf(backend), single: rateOf(backend.single) };
}

function rateOf<Data extends Float64Array | Float32Array>(arithmetic: Arithmetic<Data>): number {
  const operand = (name: string): MatrixOf<Data> => {
    const matrix = arithmetic.workspace(`speed.${name}`, EDGE, EDGE);
    const drawn = new Float64Array(EDGE * EDGE);
    randomStream(1, name).normals(drawn);
    matrix.data.set(drawn);
    return matrix;
  };
  const [a, b, into] = ['a', 'b', 'into'].map(operand);
  const multiply = (): unknown => arithmetic.multiply(a, b, { into });
  fastest(multiply, WARM_UP_MILLISECONDS);
  return (2 * EDGE ** 3) / fastest(multiply, MILLISECONDS) / 1e6;
}

/** Milliseconds of the fastest call, of all that are begun in this time: neighbours on the machine disturb the others. */
function fastest(call: () => unknown, milliseconds: number): number {
  let best = Infinity;
  const end = performance.now() + milliseconds;
  for (let now = performance.now(); now < end; ) {
    call();
    const after = performance.now();
    best = Math.min(best, after - now);
    now = after;
  }
  return best;
}
