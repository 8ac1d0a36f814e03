/**
 * How fast the backends are, as ratios: every contender of a case runs in the same rounds, one after the other, and its
 * median round counts. Times are processor time of this thread, so that neighbours on the machine disturb them less; still,
 * only the ratios mean something elsewhere. Run by `npm run bench:numerics`; takes about a minute.
 */
import {
  type Backend,
  BACKEND_NAMES,
  createBackend,
  createMatrix,
  type Matrix,
  median,
  NumericsError,
  randomStream,
} from '../src/index.ts';

const ROUNDS = 5;
/** Every contender runs at least so long a round. */
const ROUND_MILLISECONDS = 120;

interface Case {
  readonly name: string;
  /** Work of one call, for the rate: flops, or member evaluations. */
  readonly work: number;
  readonly unit: 'GF/s' | 'members/s';
  readonly prepare: (backend: Backend) => () => void;
}

function draw(rows: number, columns: number, name: string): Matrix {
  const stream = randomStream(1, name, rows, columns);
  return createMatrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => stream.normal()),
  );
}

function product(n: number): Case {
  const a = draw(n, n, 'a');
  const b = draw(n, n, 'b');
  const prepare = (backend: Backend) => (): unknown => backend.multiply(a, b);
  return { name: `GEMM ${n}`, work: 2 * n ** 3, unit: 'GF/s', prepare };
}

function covariance(n: number): Matrix {
  return createBackend('wasm').gram(draw(n, n + 10, 'anomalies'), 'rows');
}

function factorization(n: number): Case {
  const a = covariance(n);
  const prepare = (backend: Backend) => (): unknown => backend.cholesky(a);
  return { name: `Cholesky ${n}`, work: n ** 3 / 3, unit: 'GF/s', prepare };
}

function eigen(n: number): Case {
  const a = covariance(n);
  const prepare = (backend: Backend) => (): unknown => backend.symmetricEigen(a);
  return { name: `symmetric eigen ${n}`, work: (14 / 3) * n ** 3, unit: 'GF/s', prepare };
}

/** A 1-20-20-1 network with tanh on 200 points: one member's forward pass, its weights a row of the ensemble. */
function network(): Case {
  const points = 200;
  const member = draw(1, 481, 'member').data;
  const inputs = draw(1, points, 'inputs');
  const weights = (from: number, rows: number, columns: number): Matrix =>
    createMatrix(rows, columns, member.subarray(from, from + rows * columns));
  const prepare = (backend: Backend): (() => void) => {
    const x = backend.workspace('inputs', 1, points);
    x.data.set(inputs.data);
    const first = backend.workspace('first', 20, points);
    const second = backend.workspace('second', 20, points);
    const output = backend.workspace('output', 1, points);
    return () => {
      backend.dense(weights(0, 20, 1), member.subarray(20, 40), x, 'tanh', first);
      backend.dense(weights(40, 20, 20), member.subarray(440, 460), first, 'tanh', second);
      backend.dense(weights(460, 1, 20), member.subarray(480, 481), second, 'identity', output);
    };
  };
  return { name: 'MLP 1-20-20-1, 200 points', work: 1, unit: 'members/s', prepare };
}

/** Milliseconds of processor time of this thread. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Calls for at least `milliseconds`; returns the processor time of one call. */
function timeOf(call: () => void, milliseconds: number): number {
  const start = processorTime();
  let calls = 0;
  let elapsed = 0;
  for (let batch = 1; elapsed < milliseconds; batch *= 2) {
    for (let k = 0; k < batch; k++) call();
    calls += batch;
    elapsed = processorTime() - start;
  }
  return elapsed / calls;
}

/** The median time of each call over the rounds, in each of which every call runs. */
function medianTimes(calls: readonly (() => void)[]): number[] {
  for (const call of calls) timeOf(call, ROUND_MILLISECONDS);
  const rounds = Array.from({ length: ROUNDS }, () => calls.map((call) => timeOf(call, ROUND_MILLISECONDS)));
  return calls.map((_, k) => median(rounds.map((times) => times[k])));
}

function rate({ work, unit }: Case, milliseconds: number): string {
  const perSecond = (work / milliseconds) * 1000;
  return unit === 'GF/s' ? `${(perSecond / 1e9).toFixed(1)} GF/s` : `${Math.round(perSecond)} members/s`;
}

function report(item: Case, backends: readonly Backend[]): void {
  const times = medianTimes(backends.map((backend) => item.prepare(backend)));
  const cells = backends.map(({ name }, k) => {
    const ratio = k === 0 ? '' : ` = ${(times[0] / times[k]).toFixed(1)}x`;
    return `${name} ${times[k].toFixed(3)} ms, ${rate(item, times[k])}${ratio}`.padEnd(k === 0 ? 44 : 50);
  });
  console.log(`${item.name.padEnd(27)}${cells.join('').trimEnd()}`);
}

/** The backends that this machine can run, the reference first. */
function available(): Backend[] {
  return BACKEND_NAMES.flatMap((name) => {
    try {
      return [createBackend(name)];
    } catch (error) {
      if (!(error instanceof NumericsError)) throw error;
      console.log(`left out: ${error.message}`);
      return [];
    }
  });
}

const backends = available();
for (const { name, detail } of backends) console.log(`${name}: ${detail}`);
console.log(`ratios are against ${backends[0].name} (plain JavaScript), median of ${ROUNDS} rounds, one thread\n`);
for (const item of [product(200), product(500), factorization(500), eigen(200), eigen(400), network()])
  report(item, backends);
