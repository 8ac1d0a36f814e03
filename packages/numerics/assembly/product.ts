/**
 * General and symmetric matrix products by cache blocks (Goto & van de Geijn 2008, "Anatomy of high-performance matrix
 * multiplication", ACM TOMS 34(3)): C = C0 +- op(A) op(B). Strides are in doubles. 2 m n k flops, half of that for one triangle.
 */
import {
  BLOCK_COLUMNS,
  BLOCK_DEPTH,
  BLOCK_ROWS,
  EDGE_TILE,
  PACKED_A,
  PACKED_B,
  ROW_START,
  TILE_COLUMNS,
  TILE_ROWS,
} from './layout';
import { packA, packB } from './pack';
import { tile } from './tile';

/** What C starts from. */
export const START_ZERO: i32 = 0;
export const START_C: i32 = 1;
export const START_BIAS: i32 = 2;

/** Below this many doubles B is read where it lies: packing would cost more than it saves. */
const IN_PLACE_DOUBLES: i32 = 8192;

function copyTile(target: usize, targetStride: usize, source: usize, sourceStride: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) store<f64>(target + 8 * <usize>j, load<f64>(source + 8 * <usize>j));
    target += targetStride;
    source += sourceStride;
  }
}

/** A tile that overlaps the edge of C goes through the edge tile, so that its elements see the same operations. */
function edgeTile(
  depth: i32, a: usize, b: usize, strideB: usize, c: usize, strideC: usize, start: usize, rows: i32, columns: i32,
): void {
  if (!start) copyTile(EDGE_TILE, 32, c, strideC, rows, columns);
  tile(depth, a, b, strideB, EDGE_TILE, 32, start);
  copyTile(c, strideC, EDGE_TILE, 32, rows, columns);
}

/** Six starting values for the rows from `row`: from the bias, or zeros. */
function fillRowStart(bias: usize, row: i32, rows: i32): void {
  for (let r = 0; r < TILE_ROWS; r++) {
    const value = bias && row + r < rows ? load<f64>(bias + 8 * <usize>(row + r)) : 0;
    store<f64>(ROW_START + 8 * <usize>r, value);
  }
}

/**
 * C (rows x columns) from C0 and op(A) (rows x depth) times op(B) (depth x columns).
 * @param start START_ZERO, START_C, or START_BIAS: row i starts from bias[i]
 * @param lowerOnly leaves out the tiles that lie wholly above the diagonal
 */
export function product(
  rows: i32, columns: i32, depth: i32,
  a: usize, strideA: i32, transposedA: bool, negateA: bool,
  b: usize, strideB: i32, transposedB: bool,
  c: usize, strideC: i32, start: i32, bias: usize, lowerOnly: bool,
): void {
  const bytesA = <usize>strideA * 8;
  const bytesB = <usize>strideB * 8;
  const bytesC = <usize>strideC * 8;
  const inPlace = !transposedB && depth <= BLOCK_DEPTH && columns <= IN_PLACE_DOUBLES && depth * columns <= IN_PLACE_DOUBLES;
  for (let j0 = 0; j0 < columns; j0 += BLOCK_COLUMNS) {
    const blockColumns = min(BLOCK_COLUMNS, columns - j0);
    let k0 = 0;
    do {
      const blockDepth = min(BLOCK_DEPTH, depth - k0);
      const blockB = b + (transposedB ? <usize>j0 * bytesB + 8 * <usize>k0 : <usize>k0 * bytesB + 8 * <usize>j0);
      if (!inPlace) packB(PACKED_B, blockB, bytesB, transposedB, blockDepth, blockColumns);
      const stepB: usize = inPlace ? bytesB : 32;
      for (let i0 = 0; i0 < rows; i0 += BLOCK_ROWS) {
        const blockRows = min(BLOCK_ROWS, rows - i0);
        if (lowerOnly && j0 > i0 + blockRows - 1) continue;
        const blockA = a + (transposedA ? <usize>k0 * bytesA + 8 * <usize>i0 : <usize>i0 * bytesA + 8 * <usize>k0);
        packA(PACKED_A, blockA, bytesA, transposedA, negateA, blockRows, blockDepth);
        for (let i = 0; i < blockRows; i += TILE_ROWS) {
          const fromC = k0 > 0 || start == START_C;
          if (!fromC) fillRowStart(start == START_BIAS ? bias : 0, i0 + i, rows);
          const tileRows = min(TILE_ROWS, blockRows - i);
          const panelA = PACKED_A + 8 * <usize>(i * blockDepth);
          let rowC = c + <usize>(i0 + i) * bytesC + 8 * <usize>j0;
          for (let j = 0; j < blockColumns; j += TILE_COLUMNS) {
            if (lowerOnly && j0 + j > i0 + i + TILE_ROWS - 1) break;
            const panelB = inPlace ? blockB + 8 * <usize>j : PACKED_B + 8 * <usize>(j * blockDepth);
            const tileColumns = min(TILE_COLUMNS, blockColumns - j);
            const from: usize = fromC ? 0 : ROW_START;
            if (tileRows == TILE_ROWS && tileColumns == TILE_COLUMNS) {
              tile(blockDepth, panelA, panelB, stepB, rowC, bytesC, from);
            } else {
              edgeTile(blockDepth, panelA, panelB, stepB, rowC, bytesC, from, tileRows, tileColumns);
            }
            rowC += 32;
          }
        }
      }
      k0 += BLOCK_DEPTH;
    } while (k0 < depth);
  }
}

/** Copies the part below the diagonal of an n x n matrix to the part above it. */
export function mirrorLower(n: i32, c: usize): void {
  const stride = <usize>n * 8;
  for (let i = 0; i < n; i++) {
    const row = c + <usize>i * stride;
    for (let j = 0; j < i; j++) {
      store<f64>(c + <usize>j * stride + 8 * <usize>i, load<f64>(row + 8 * <usize>j));
    }
  }
}
