/** The same numbers in TypeScript, Python and C: a 32-bit hash of the position, uniform over [-scale / 2, scale / 2). */

const GOLDEN = 0x9e3779b9;

/** Fills `into`; `seed` tells apart the arrays of one work. The finaliser of MurmurHash3. */
export function drawUniform(seed: number, scale: number, into: Float64Array | Float32Array): void {
  const start = Math.imul(seed, GOLDEN);
  for (let k = 0; k < into.length; k++) {
    let h = (start + k) | 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    into[k] = (((h ^ (h >>> 16)) >>> 0) / 2 ** 32 - 0.5) * scale;
  }
}

export function drawn(seed: number, scale: number, length: number): Float64Array {
  const values = new Float64Array(length);
  drawUniform(seed, scale, values);
  return values;
}

export function norm(values: Float64Array | Float32Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k] * values[k];
  return Math.sqrt(sum);
}
