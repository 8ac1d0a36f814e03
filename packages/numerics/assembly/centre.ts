/** into = a - 1 row^T, all rows x columns and contiguous: every row of a less one row. */
export function subtractRow(rows: i32, columns: i32, a: usize, row: usize, into: usize): void {
  const bytes = <usize>columns * 8;
  const whole = bytes & ~31;
  for (let i = 0; i < rows; i++) {
    let at: usize = 0;
    for (; at < whole; at += 32) {
      const first = f64x2.sub(v128.load(a + at), v128.load(row + at));
      const second = f64x2.sub(v128.load(a + at, 16), v128.load(row + at, 16));
      v128.store(into + at, first);
      v128.store(into + at, second, 16);
    }
    for (; at < bytes; at += 8) store<f64>(into + at, load<f64>(a + at) - load<f64>(row + at));
    a += bytes;
    into += bytes;
  }
}
