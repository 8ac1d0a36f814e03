/**
 * Packing of matrix blocks into the order in which the tile reads them, zero-padded to whole tiles.
 * Strides are in bytes; `transposed` says that the stored matrix is the transpose of the operand.
 */
import { TILE_COLUMNS, TILE_ROWS } from './layout';

// @ts-ignore: decorator
@inline
function signed(value: f64, negate: bool): f64 {
  return negate ? -value : value;
}

/** Packs op(A) (rows x depth) into panels of 6 rows: 6 doubles a step. `negate` flips every sign. */
export function packA(target: usize, a: usize, stride: usize, transposed: bool, negate: bool, rows: i32, depth: i32): void {
  const alongRow: usize = transposed ? stride : 8;
  const alongColumn: usize = transposed ? 8 : stride;
  for (let i = 0; i < rows; i += TILE_ROWS) {
    const filled = min(TILE_ROWS, rows - i);
    const panel = a + <usize>i * alongColumn;
    for (let k = 0; k < depth; k++) {
      let source = panel + <usize>k * alongRow;
      for (let r = 0; r < filled; r++) {
        store<f64>(target, signed(load<f64>(source), negate));
        source += alongColumn;
        target += 8;
      }
      for (let r = filled; r < TILE_ROWS; r++) {
        store<f64>(target, 0);
        target += 8;
      }
    }
  }
}

/** Packs op(B) (depth x columns) into panels of 4 columns: 4 doubles a step. */
export function packB(target: usize, b: usize, stride: usize, transposed: bool, depth: i32, columns: i32): void {
  const alongRow: usize = transposed ? stride : 8;
  const alongColumn: usize = transposed ? 8 : stride;
  for (let j = 0; j < columns; j += TILE_COLUMNS) {
    const filled = min(TILE_COLUMNS, columns - j);
    let source = b + <usize>j * alongRow;
    for (let k = 0; k < depth; k++) {
      if (filled == TILE_COLUMNS && !transposed) {
        v128.store(target, v128.load(source));
        v128.store(target, v128.load(source, 16), 16);
      } else {
        for (let c = 0; c < TILE_COLUMNS; c++) {
          store<f64>(target + 8 * <usize>c, c < filled ? load<f64>(source + <usize>c * alongRow) : 0);
        }
      }
      source += alongColumn;
      target += 32;
    }
  }
}
