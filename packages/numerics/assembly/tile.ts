/**
 * The register tile: C (6 x 4) = C0 + A B, with A packed 6 rows a step and B 4 columns a step.
 *
 * Every element is one chain of fused multiply-adds over k in ascending order, also across cache blocks, since a
 * partial sum goes through memory unrounded. So its bits depend neither on where it lies in a tile nor on the blocking.
 * All of C is loaded before any of it is stored, and a row is an even number of vectors: V8 can then fuse the pairs to
 * 256 bits where that is switched on.
 */

/**
 * @param depth the number of steps k
 * @param a packed: 6 doubles a step
 * @param b 4 doubles a step
 * @param strideB bytes from step to step in b
 * @param c the tile's first element
 * @param strideC bytes from row to row in c
 * @param start 6 doubles that the rows start from, or 0 to start from c
 */
export function tile(depth: i32, a: usize, b: usize, strideB: usize, c: usize, strideC: usize, start: usize): void {
  const c1 = c + strideC;
  const c2 = c1 + strideC;
  const c3 = c2 + strideC;
  const c4 = c3 + strideC;
  const c5 = c4 + strideC;
  let t00: v128, t01: v128, t10: v128, t11: v128, t20: v128, t21: v128;
  let t30: v128, t31: v128, t40: v128, t41: v128, t50: v128, t51: v128;
  if (start) {
    t00 = t01 = v128.load64_splat(start);
    t10 = t11 = v128.load64_splat(start, 8);
    t20 = t21 = v128.load64_splat(start, 16);
    t30 = t31 = v128.load64_splat(start, 24);
    t40 = t41 = v128.load64_splat(start, 32);
    t50 = t51 = v128.load64_splat(start, 40);
  } else {
    t00 = v128.load(c);
    t01 = v128.load(c, 16);
    t10 = v128.load(c1);
    t11 = v128.load(c1, 16);
    t20 = v128.load(c2);
    t21 = v128.load(c2, 16);
    t30 = v128.load(c3);
    t31 = v128.load(c3, 16);
    t40 = v128.load(c4);
    t41 = v128.load(c4, 16);
    t50 = v128.load(c5);
    t51 = v128.load(c5, 16);
  }
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load64_splat(a);
    t00 = f64x2.relaxed_madd(x, b0, t00);
    t01 = f64x2.relaxed_madd(x, b1, t01);
    x = v128.load64_splat(a, 8);
    t10 = f64x2.relaxed_madd(x, b0, t10);
    t11 = f64x2.relaxed_madd(x, b1, t11);
    x = v128.load64_splat(a, 16);
    t20 = f64x2.relaxed_madd(x, b0, t20);
    t21 = f64x2.relaxed_madd(x, b1, t21);
    x = v128.load64_splat(a, 24);
    t30 = f64x2.relaxed_madd(x, b0, t30);
    t31 = f64x2.relaxed_madd(x, b1, t31);
    x = v128.load64_splat(a, 32);
    t40 = f64x2.relaxed_madd(x, b0, t40);
    t41 = f64x2.relaxed_madd(x, b1, t41);
    x = v128.load64_splat(a, 40);
    t50 = f64x2.relaxed_madd(x, b0, t50);
    t51 = f64x2.relaxed_madd(x, b1, t51);
    a += 48;
    b += strideB;
  }
  v128.store(c, t00);
  v128.store(c, t01, 16);
  v128.store(c1, t10);
  v128.store(c1, t11, 16);
  v128.store(c2, t20);
  v128.store(c2, t21, 16);
  v128.store(c3, t30);
  v128.store(c3, t31, 16);
  v128.store(c4, t40);
  v128.store(c4, t41, 16);
  v128.store(c5, t50);
  v128.store(c5, t51, 16);
}
