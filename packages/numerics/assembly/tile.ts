/**
 * The register tiles for T = f64 or f32: C = C0 + A B for 6 or 4 rows by one panel, and for one row by 4 panels or one.
 * A panel is 32 bytes of columns: 4 doubles or 8 floats. A is packed, as many elements a step as there are rows; B has a
 * panel a step.
 *
 * Every element is one chain of fused multiply-adds over k in ascending order, also across cache blocks, since a
 * partial sum goes through memory unrounded. So its bits depend neither on where it lies in a tile nor on the blocking.
 * All of C is loaded before any of it is stored, and a row is an even number of vectors: V8 can then fuse the pairs to
 * 256 bits where that is switched on. 6 rows are 12 vectors, which leaves 4 of the 16 registers for operands.
 */

/**
 * @param rows a literal, so that the inlined copy holds the code of these rows alone
 * @param depth the number of steps k
 * @param a packed: `rows` elements a step
 * @param b one panel a step
 * @param strideB bytes from step to step in b
 * @param c the tile's first element
 * @param strideC bytes from row to row in c
 * @param start `rows` elements that the rows start from, or 0 to start from c
 */
// @ts-ignore: decorator
@inline
function tile<T>(rows: i32, depth: i32, a: usize, b: usize, strideB: usize, c: usize, strideC: usize, start: usize): void {
  const c1 = c + strideC;
  const c2 = c1 + strideC;
  const c3 = c2 + strideC;
  const c4 = c3 + strideC;
  const c5 = c4 + strideC;
  const zero = i64x2.splat(0);
  let t00 = zero, t01 = zero, t10 = zero, t11 = zero, t20 = zero, t21 = zero;
  let t30 = zero, t31 = zero, t40 = zero, t41 = zero, t50 = zero, t51 = zero;
  if (start) {
    t00 = t01 = v128.load_splat<T>(start);
    if (rows >= 4) {
      t10 = t11 = v128.load_splat<T>(start, sizeof<T>());
      t20 = t21 = v128.load_splat<T>(start, 2 * sizeof<T>());
      t30 = t31 = v128.load_splat<T>(start, 3 * sizeof<T>());
    }
    if (rows >= 6) {
      t40 = t41 = v128.load_splat<T>(start, 4 * sizeof<T>());
      t50 = t51 = v128.load_splat<T>(start, 5 * sizeof<T>());
    }
  } else {
    t00 = v128.load(c);
    t01 = v128.load(c, 16);
    if (rows >= 4) {
      t10 = v128.load(c1);
      t11 = v128.load(c1, 16);
      t20 = v128.load(c2);
      t21 = v128.load(c2, 16);
      t30 = v128.load(c3);
      t31 = v128.load(c3, 16);
    }
    if (rows >= 6) {
      t40 = v128.load(c4);
      t41 = v128.load(c4, 16);
      t50 = v128.load(c5);
      t51 = v128.load(c5, 16);
    }
  }
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x: v128;
    x = v128.load_splat<T>(a);
    t00 = v128.relaxed_madd<T>(x, b0, t00);
    t01 = v128.relaxed_madd<T>(x, b1, t01);
    if (rows >= 4) {
      x = v128.load_splat<T>(a, sizeof<T>());
      t10 = v128.relaxed_madd<T>(x, b0, t10);
      t11 = v128.relaxed_madd<T>(x, b1, t11);
      x = v128.load_splat<T>(a, 2 * sizeof<T>());
      t20 = v128.relaxed_madd<T>(x, b0, t20);
      t21 = v128.relaxed_madd<T>(x, b1, t21);
      x = v128.load_splat<T>(a, 3 * sizeof<T>());
      t30 = v128.relaxed_madd<T>(x, b0, t30);
      t31 = v128.relaxed_madd<T>(x, b1, t31);
    }
    if (rows >= 6) {
      x = v128.load_splat<T>(a, 4 * sizeof<T>());
      t40 = v128.relaxed_madd<T>(x, b0, t40);
      t41 = v128.relaxed_madd<T>(x, b1, t41);
      x = v128.load_splat<T>(a, 5 * sizeof<T>());
      t50 = v128.relaxed_madd<T>(x, b0, t50);
      t51 = v128.relaxed_madd<T>(x, b1, t51);
    }
    a += sizeof<T>() * <usize>rows;
    b += strideB;
  }
  v128.store(c, t00);
  v128.store(c, t01, 16);
  if (rows >= 4) {
    v128.store(c1, t10);
    v128.store(c1, t11, 16);
    v128.store(c2, t20);
    v128.store(c2, t21, 16);
    v128.store(c3, t30);
    v128.store(c3, t31, 16);
  }
  if (rows >= 6) {
    v128.store(c4, t40);
    v128.store(c4, t41, 16);
    v128.store(c5, t50);
    v128.store(c5, t51, 16);
  }
}

export function tile6<T>(depth: i32, a: usize, b: usize, strideB: usize, c: usize, strideC: usize, start: usize): void {
  tile<T>(6, depth, a, b, strideB, c, strideC, start);
}

export function tile4<T>(depth: i32, a: usize, b: usize, strideB: usize, c: usize, strideC: usize, start: usize): void {
  tile<T>(4, depth, a, b, strideB, c, strideC, start);
}

export function tile1<T>(depth: i32, a: usize, b: usize, strideB: usize, c: usize, start: usize): void {
  tile<T>(1, depth, a, b, strideB, c, 0, start);
}

/** One row by 4 panels: eight independent chains hide the latency that the single row of `tile1` waits for. */
export function rowTile<T>(depth: i32, a: usize, b: usize, strideB: usize, stepB: usize, c: usize, start: usize): void {
  let b1 = b + stepB;
  let b2 = b1 + stepB;
  let b3 = b2 + stepB;
  let t0: v128, t1: v128, t2: v128, t3: v128, t4: v128, t5: v128, t6: v128, t7: v128;
  if (start) {
    t0 = t1 = t2 = t3 = t4 = t5 = t6 = t7 = v128.load_splat<T>(start);
  } else {
    t0 = v128.load(c);
    t1 = v128.load(c, 16);
    t2 = v128.load(c, 32);
    t3 = v128.load(c, 48);
    t4 = v128.load(c, 64);
    t5 = v128.load(c, 80);
    t6 = v128.load(c, 96);
    t7 = v128.load(c, 112);
  }
  for (let k = 0; k < depth; k++) {
    const x = v128.load_splat<T>(a);
    t0 = v128.relaxed_madd<T>(x, v128.load(b), t0);
    t1 = v128.relaxed_madd<T>(x, v128.load(b, 16), t1);
    t2 = v128.relaxed_madd<T>(x, v128.load(b1), t2);
    t3 = v128.relaxed_madd<T>(x, v128.load(b1, 16), t3);
    t4 = v128.relaxed_madd<T>(x, v128.load(b2), t4);
    t5 = v128.relaxed_madd<T>(x, v128.load(b2, 16), t5);
    t6 = v128.relaxed_madd<T>(x, v128.load(b3), t6);
    t7 = v128.relaxed_madd<T>(x, v128.load(b3, 16), t7);
    a += sizeof<T>();
    b += strideB;
    b1 += strideB;
    b2 += strideB;
    b3 += strideB;
  }
  v128.store(c, t0);
  v128.store(c, t1, 16);
  v128.store(c, t2, 32);
  v128.store(c, t3, 48);
  v128.store(c, t4, 64);
  v128.store(c, t5, 80);
  v128.store(c, t6, 96);
  v128.store(c, t7, 112);
}
