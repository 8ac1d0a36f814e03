/**
 * The wide tiles: C = C0 + A B for 6 or 4 rows by two neighbouring panels of B. For V8's revectorizer, which fuses the
 * two vectors of a panel to one of 256 bits: 6 rows are then 12 registers, as they are by one panel without it.
 * Without it the 24 vectors do not fit and spill, so the caller chooses (`product.ts`). An element is the same chain of
 * multiply-adds as in `tile.ts`, so its bits are the same.
 */

/** @param stepB bytes from the first panel of b to the next. The others are as in `tile.ts`. */
// @ts-ignore: decorator
@inline
function wideTile<T>(rows: i32, depth: i32, a: usize, b: usize, strideB: usize, stepB: usize, c: usize, strideC: usize, start: usize): void {
  const c1 = c + strideC;
  const c2 = c1 + strideC;
  const c3 = c2 + strideC;
  const c4 = c3 + strideC;
  const c5 = c4 + strideC;
  let d = b + stepB;
  const zero = i64x2.splat(0);
  let t00 = zero, t01 = zero, t02 = zero, t03 = zero;
  let t10 = zero, t11 = zero, t12 = zero, t13 = zero;
  let t20 = zero, t21 = zero, t22 = zero, t23 = zero;
  let t30 = zero, t31 = zero, t32 = zero, t33 = zero;
  let t40 = zero, t41 = zero, t42 = zero, t43 = zero;
  let t50 = zero, t51 = zero, t52 = zero, t53 = zero;
  if (start) {
    t00 = t01 = t02 = t03 = v128.load_splat<T>(start);
    t10 = t11 = t12 = t13 = v128.load_splat<T>(start, sizeof<T>());
    t20 = t21 = t22 = t23 = v128.load_splat<T>(start, 2 * sizeof<T>());
    t30 = t31 = t32 = t33 = v128.load_splat<T>(start, 3 * sizeof<T>());
    if (rows >= 6) {
      t40 = t41 = t42 = t43 = v128.load_splat<T>(start, 4 * sizeof<T>());
      t50 = t51 = t52 = t53 = v128.load_splat<T>(start, 5 * sizeof<T>());
    }
  } else {
    t00 = v128.load(c);
    t01 = v128.load(c, 16);
    t02 = v128.load(c, 32);
    t03 = v128.load(c, 48);
    t10 = v128.load(c1);
    t11 = v128.load(c1, 16);
    t12 = v128.load(c1, 32);
    t13 = v128.load(c1, 48);
    t20 = v128.load(c2);
    t21 = v128.load(c2, 16);
    t22 = v128.load(c2, 32);
    t23 = v128.load(c2, 48);
    t30 = v128.load(c3);
    t31 = v128.load(c3, 16);
    t32 = v128.load(c3, 32);
    t33 = v128.load(c3, 48);
    if (rows >= 6) {
      t40 = v128.load(c4);
      t41 = v128.load(c4, 16);
      t42 = v128.load(c4, 32);
      t43 = v128.load(c4, 48);
      t50 = v128.load(c5);
      t51 = v128.load(c5, 16);
      t52 = v128.load(c5, 32);
      t53 = v128.load(c5, 48);
    }
  }
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(d);
    const b3 = v128.load(d, 16);
    let x: v128;
    x = v128.load_splat<T>(a);
    t00 = v128.relaxed_madd<T>(x, b0, t00);
    t01 = v128.relaxed_madd<T>(x, b1, t01);
    t02 = v128.relaxed_madd<T>(x, b2, t02);
    t03 = v128.relaxed_madd<T>(x, b3, t03);
    x = v128.load_splat<T>(a, sizeof<T>());
    t10 = v128.relaxed_madd<T>(x, b0, t10);
    t11 = v128.relaxed_madd<T>(x, b1, t11);
    t12 = v128.relaxed_madd<T>(x, b2, t12);
    t13 = v128.relaxed_madd<T>(x, b3, t13);
    x = v128.load_splat<T>(a, 2 * sizeof<T>());
    t20 = v128.relaxed_madd<T>(x, b0, t20);
    t21 = v128.relaxed_madd<T>(x, b1, t21);
    t22 = v128.relaxed_madd<T>(x, b2, t22);
    t23 = v128.relaxed_madd<T>(x, b3, t23);
    x = v128.load_splat<T>(a, 3 * sizeof<T>());
    t30 = v128.relaxed_madd<T>(x, b0, t30);
    t31 = v128.relaxed_madd<T>(x, b1, t31);
    t32 = v128.relaxed_madd<T>(x, b2, t32);
    t33 = v128.relaxed_madd<T>(x, b3, t33);
    if (rows >= 6) {
      x = v128.load_splat<T>(a, 4 * sizeof<T>());
      t40 = v128.relaxed_madd<T>(x, b0, t40);
      t41 = v128.relaxed_madd<T>(x, b1, t41);
      t42 = v128.relaxed_madd<T>(x, b2, t42);
      t43 = v128.relaxed_madd<T>(x, b3, t43);
      x = v128.load_splat<T>(a, 5 * sizeof<T>());
      t50 = v128.relaxed_madd<T>(x, b0, t50);
      t51 = v128.relaxed_madd<T>(x, b1, t51);
      t52 = v128.relaxed_madd<T>(x, b2, t52);
      t53 = v128.relaxed_madd<T>(x, b3, t53);
    }
    a += sizeof<T>() * <usize>rows;
    b += strideB;
    d += strideB;
  }
  v128.store(c, t00);
  v128.store(c, t01, 16);
  v128.store(c, t02, 32);
  v128.store(c, t03, 48);
  v128.store(c1, t10);
  v128.store(c1, t11, 16);
  v128.store(c1, t12, 32);
  v128.store(c1, t13, 48);
  v128.store(c2, t20);
  v128.store(c2, t21, 16);
  v128.store(c2, t22, 32);
  v128.store(c2, t23, 48);
  v128.store(c3, t30);
  v128.store(c3, t31, 16);
  v128.store(c3, t32, 32);
  v128.store(c3, t33, 48);
  if (rows >= 6) {
    v128.store(c4, t40);
    v128.store(c4, t41, 16);
    v128.store(c4, t42, 32);
    v128.store(c4, t43, 48);
    v128.store(c5, t50);
    v128.store(c5, t51, 16);
    v128.store(c5, t52, 32);
    v128.store(c5, t53, 48);
  }
}

export function wideTile6<T>(depth: i32, a: usize, b: usize, strideB: usize, stepB: usize, c: usize, strideC: usize, start: usize): void {
  wideTile<T>(6, depth, a, b, strideB, stepB, c, strideC, start);
}

export function wideTile4<T>(depth: i32, a: usize, b: usize, strideB: usize, stepB: usize, c: usize, strideC: usize, start: usize): void {
  wideTile<T>(4, depth, a, b, strideB, stepB, c, strideC, start);
}
