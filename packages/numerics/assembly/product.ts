/**
 * General and symmetric matrix products by cache blocks (Goto & van de Geijn 2008, "Anatomy of high-performance matrix
 * multiplication", ACM TOMS 34(3)): C = C0 +- op(A) op(B). Strides are in elements. 2 m n k flops, half of that for one
 * triangle. T is f64 or f32; a panel of B is 32 bytes of columns.
 */
import { activate } from './activation';
import { IDENTITY } from './activationKind';
import { BLOCK_COLUMNS, BLOCK_DEPTH, BLOCK_ROWS, EDGE_TILE, PACKED_A, PACKED_B, ROW_START, PANEL_BYTES, TILE_ROWS } from './layout';
import { packPanel } from './pack';
import { rowTile, tile1, tile4, tile6 } from './tile';
import { wideTile4, wideTile6 } from './wideTile';

/** What C starts from. */
export const START_ZERO: i32 = 0;
export const START_C: i32 = 1;
export const START_BIAS: i32 = 2;

/** Up to so many elements B is read where it lies: packing would cost more than it saves. */
const IN_PLACE_ELEMENTS: i32 = 8192;

/** Columns of a panel. */
// @ts-ignore: decorator
@inline
function panelColumns<T>(): i32 {
  return <i32>(PANEL_BYTES / sizeof<T>());
}

/** The rows of the panel that begins with `left` rows to go: 6, 4 or 1, with 8 rows as 4 + 4. */
// @ts-ignore: decorator
@inline
function panelRows(left: i32): i32 {
  if (left >= TILE_ROWS && left != 8) return TILE_ROWS;
  return left >= 4 ? 4 : 1;
}

function packBlockA<T>(a: usize, bytesA: usize, transposed: bool, negate: bool, rows: i32, depth: i32): void {
  const across: usize = transposed ? sizeof<T>() : bytesA;
  let target = PACKED_A;
  let width = 0;
  for (let i = 0; i < rows; i += width) {
    width = panelRows(rows - i);
    packPanel<T>(target, width, width, a + <usize>i * across, bytesA, transposed, depth, negate);
    target += sizeof<T>() * <usize>(width * depth);
  }
}

function packBlockB<T>(into: usize, b: usize, bytesB: usize, transposed: bool, depth: i32, columns: i32): void {
  const across: usize = transposed ? bytesB : sizeof<T>();
  const width = panelColumns<T>();
  for (let j = 0; j < columns; j += width) {
    const filled = min(width, columns - j);
    const target = into + sizeof<T>() * <usize>(j * depth);
    packPanel<T>(target, width, filled, b + <usize>j * across, bytesB, !transposed, depth, false);
  }
}

/** Where the block from step k0 and column j0 begins in B (depth x columns) packed as a whole. */
// @ts-ignore: decorator
@inline
function packedBlock<T>(packed: usize, depth: i32, columns: i32, k0: i32, j0: i32): usize {
  const width = panelColumns<T>();
  const across = (min(BLOCK_COLUMNS, columns - j0) + width - 1) & ~(width - 1);
  return packed + sizeof<T>() * (<usize>depth * <usize>j0 + <usize>k0 * <usize>across);
}

/** B (depth x columns, contiguous rows) for products that share it: depth times columns, rounded up to panels, elements. */
export function packWhole<T>(depth: i32, columns: i32, b: usize, packed: usize): void {
  const bytes = <usize>columns * sizeof<T>();
  for (let j0 = 0; j0 < columns; j0 += BLOCK_COLUMNS) {
    for (let k0 = 0; k0 < depth; k0 += BLOCK_DEPTH) {
      const block = b + <usize>k0 * bytes + sizeof<T>() * <usize>j0;
      const target = packedBlock<T>(packed, depth, columns, k0, j0);
      packBlockB<T>(target, block, bytes, false, min(BLOCK_DEPTH, depth - k0), min(BLOCK_COLUMNS, columns - j0));
    }
  }
}

function copyTile<T>(target: usize, targetStride: usize, source: usize, sourceStride: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) store<T>(target + sizeof<T>() * <usize>j, load<T>(source + sizeof<T>() * <usize>j));
    target += targetStride;
    source += sourceStride;
  }
}

function tileOf<T>(
  rows: i32, depth: i32, a: usize, b: usize, strideB: usize, c: usize, strideC: usize, start: usize,
): void {
  if (rows == 6) tile6<T>(depth, a, b, strideB, c, strideC, start);
  else if (rows == 4) tile4<T>(depth, a, b, strideB, c, strideC, start);
  else tile1<T>(depth, a, b, strideB, c, start);
}

/** A tile that overlaps the last column goes through the edge tile, so that its elements see the same operations. */
function edgeTile<T>(
  rows: i32, columns: i32, depth: i32, a: usize, b: usize, strideB: usize, c: usize, strideC: usize, start: usize,
): void {
  if (!start) copyTile<T>(EDGE_TILE, 32, c, strideC, rows, columns);
  tileOf<T>(rows, depth, a, b, strideB, EDGE_TILE, 32, start);
  copyTile<T>(c, strideC, EDGE_TILE, 32, rows, columns);
}

/** Starting values for a panel of rows from `row`: from the bias, or zeros. */
function fillRowStart<T>(bias: usize, row: i32, rows: i32): void {
  for (let r = 0; r < rows; r++) {
    store<T>(ROW_START + sizeof<T>() * <usize>r, bias ? load<T>(bias + sizeof<T>() * <usize>(row + r)) : 0);
  }
}

/** Whether panels of 6 or 4 rows go by 8 columns. Changes no bits: for `setWide` of the module. */
let wide: bool = false;

export function setWide(value: bool): void {
  wide = value;
}

/** One panel of 6, 4 or 1 rows of C, tile by tile. `stepB` is bytes from 4 columns of B to the next 4. */
function panelProduct<T>(
  rows: i32, columns: i32, depth: i32,
  a: usize, b: usize, strideB: usize, stepB: usize, c: usize, strideC: usize, start: usize,
): void {
  const width = panelColumns<T>();
  let j = 0;
  if (rows == 1) {
    for (; j + 4 * width <= columns; j += 4 * width) {
      rowTile<T>(depth, a, b, strideB, stepB, c, start);
      b += 4 * stepB;
      c += 4 * PANEL_BYTES;
    }
  } else if (wide) {
    for (; j + 2 * width <= columns; j += 2 * width) {
      if (rows == 6) wideTile6<T>(depth, a, b, strideB, stepB, c, strideC, start);
      else wideTile4<T>(depth, a, b, strideB, stepB, c, strideC, start);
      b += 2 * stepB;
      c += 2 * PANEL_BYTES;
    }
  }
  for (; j + width <= columns; j += width) {
    tileOf<T>(rows, depth, a, b, strideB, c, strideC, start);
    b += stepB;
    c += PANEL_BYTES;
  }
  if (j < columns) edgeTile<T>(rows, columns - j, depth, a, b, strideB, c, strideC, start);
}

/** The columns up to the diagonal, in whole tiles as far as there are. */
// @ts-ignore: decorator
@inline
function lowerColumns<T>(count: i32, columns: i32): i32 {
  const width = panelColumns<T>();
  return max(0, min(columns, (count + width - 1) & ~(width - 1)));
}

/**
 * C (rows x columns) = activation(C0 + op(A) op(B)), op(A) rows x depth, op(B) depth x columns.
 * @param start START_ZERO, START_C, or START_BIAS: row i starts from bias[i]
 * @param lowerOnly leaves out the tiles that lie wholly above the diagonal
 * @param packed B by `packWhole`, or 0
 */
export function product<T>(
  rows: i32, columns: i32, depth: i32,
  a: usize, strideA: i32, transposedA: bool, negateA: bool,
  b: usize, strideB: i32, transposedB: bool,
  c: usize, strideC: i32, start: i32, bias: usize = 0, lowerOnly: bool = false, activation: i32 = IDENTITY, packed: usize = 0,
): void {
  const bytesA = <usize>strideA * sizeof<T>();
  const bytesB = <usize>strideB * sizeof<T>();
  const bytesC = <usize>strideC * sizeof<T>();
  const inPlace = !packed && !transposedB && depth <= BLOCK_DEPTH && columns <= IN_PLACE_ELEMENTS && depth * columns <= IN_PLACE_ELEMENTS;
  for (let j0 = 0; j0 < columns; j0 += BLOCK_COLUMNS) {
    const blockColumns = min(BLOCK_COLUMNS, columns - j0);
    let k0 = 0;
    do {
      const blockDepth = min(BLOCK_DEPTH, depth - k0);
      const blockB = b + (transposedB ? <usize>j0 * bytesB + sizeof<T>() * <usize>k0 : <usize>k0 * bytesB + sizeof<T>() * <usize>j0);
      if (!inPlace && !packed) packBlockB<T>(PACKED_B, blockB, bytesB, transposedB, blockDepth, blockColumns);
      const panelB = inPlace ? blockB : packed ? packedBlock<T>(packed, depth, columns, k0, j0) : PACKED_B;
      const stepB: usize = inPlace ? PANEL_BYTES : <usize>blockDepth * PANEL_BYTES;
      const fromC = k0 > 0 || start == START_C;
      const finished = k0 + BLOCK_DEPTH >= depth;
      for (let i0 = 0; i0 < rows; i0 += BLOCK_ROWS) {
        const blockRows = min(BLOCK_ROWS, rows - i0);
        if (lowerOnly && j0 > i0 + blockRows - 1) continue;
        packBlockA<T>(a + (transposedA ? <usize>k0 * bytesA + sizeof<T>() * <usize>i0 : <usize>i0 * bytesA + sizeof<T>() * <usize>k0), bytesA, transposedA, negateA, blockRows, blockDepth);
        let panelA = PACKED_A;
        let width = 0;
        for (let i = 0; i < blockRows; i += width) {
          width = panelRows(blockRows - i);
          const row = i0 + i;
          const used = lowerOnly ? lowerColumns<T>(row + width - j0, blockColumns) : blockColumns;
          const target = c + <usize>row * bytesC + sizeof<T>() * <usize>j0;
          if (!fromC) fillRowStart<T>(start == START_BIAS ? bias : 0, row, width);
          panelProduct<T>(width, used, blockDepth, panelA, panelB, inPlace ? bytesB : PANEL_BYTES, stepB, target, bytesC, fromC ? 0 : ROW_START);
          if (activation != IDENTITY && finished) {
            for (let r = 0; r < width; r++) activate<T>(target + <usize>r * bytesC, blockColumns, activation);
          }
          panelA += sizeof<T>() * <usize>(width * blockDepth);
        }
      }
      k0 += BLOCK_DEPTH;
    } while (k0 < depth);
  }
}
