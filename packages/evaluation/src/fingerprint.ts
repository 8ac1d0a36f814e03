/**
 * The bits that a process computes: a digest over the mathematical functions and a reference network on the default
 * backend. Two processes with the same fingerprint give the same members the same predictions; `Math.pow`, for one, differs
 * between releases of V8, and a processor without fused multiply-add rounds twice.
 */
import { createMlpForward, type MlpSpecification, parameterCount } from '@enkit/models';
import { createBackend, createMatrix, type Precision, PRECISIONS, randomStream } from '@enkit/numerics';
import { createHash } from 'node:crypto';

const VALUES = 10_000;
const FUNCTIONS: readonly ((x: number) => number)[] = [
  Math.sin,
  Math.cos,
  Math.tan,
  Math.exp,
  Math.expm1,
  Math.tanh,
  Math.cbrt,
  (x) => Math.log(Math.abs(x) + 1e-300),
  (x) => Math.log1p(Math.abs(x)),
  (x) => Math.sqrt(Math.abs(x)),
  (x) => Math.abs(x) ** 1.37,
];
const NETWORK: MlpSpecification = {
  type: 'mlp',
  layers: [2, 13, 7, 1],
  activation: 'tanh',
  outputActivation: 'identity',
};

/** Hex sha256; about 20 ms. */
export function numericFingerprint(): string {
  const hash = createHash('sha256');
  const stream = randomStream(20_201_002, 'fingerprint');
  const samples = Float64Array.from({ length: VALUES }, () => 10 * stream.normal());
  for (const compute of FUNCTIONS) hash.update(bytesOf(samples.map(compute)));
  for (const precision of PRECISIONS) hash.update(bytesOf(referenceNetwork(precision)));
  return hash.digest('hex');
}

function referenceNetwork(precision: Precision): Float64Array {
  const stream = randomStream(20_201_002, 'fingerprint.network');
  const inputs = createMatrix(
    101,
    2,
    Float64Array.from({ length: 202 }, () => stream.normal()),
  );
  const parameters = Float64Array.from({ length: parameterCount(NETWORK) }, () => stream.normal());
  const predicted = new Float64Array(101);
  createMlpForward({ ...NETWORK, precision }, createBackend('wasm'), inputs)(parameters, predicted);
  return predicted;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
