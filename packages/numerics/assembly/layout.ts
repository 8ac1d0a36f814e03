/**
 * The fixed scratch memory of the kernels, below everything that the host allocates. All addresses are 64-byte aligned.
 * The host's allocator starts at `FIRST_FREE` (exported as `firstFree`).
 */

/** Rows of the register tile, and bytes of its columns: 6 x 2 vectors leave 4 of the 16 registers for operands. */
export const TILE_ROWS: i32 = 6;
export const PANEL_BYTES: usize = 32;

/** Cache blocks, in elements: a packed A block (96 x 256 doubles, 192 KiB) stays in the second-level cache, a B panel in the first. */
export const BLOCK_ROWS: i32 = 96;
export const BLOCK_DEPTH: i32 = 256;
export const BLOCK_COLUMNS: i32 = 1024;

const BASE: usize = (__heap_base + 63) & ~63;

export const PACKED_A: usize = BASE;
const PACKED_A_BYTES: usize = 8 * BLOCK_ROWS * BLOCK_DEPTH;

export const PACKED_B: usize = PACKED_A + PACKED_A_BYTES;
const PACKED_B_BYTES: usize = 8 * BLOCK_DEPTH * BLOCK_COLUMNS;

/** One tile of 6 rows for the edges of C. */
export const EDGE_TILE: usize = PACKED_B + PACKED_B_BYTES;
const EDGE_TILE_BYTES: usize = 192;

/** The initial values of a panel of 6 rows: a bias, or zeros. */
export const ROW_START: usize = EDGE_TILE + EDGE_TILE_BYTES;
const ROW_START_BYTES: usize = 64;

/** The reduced arguments of a block of tanh, and their multiples of ln 2. */
export const REDUCED: usize = ROW_START + ROW_START_BYTES;
export const REDUCED_BYTES: usize = 4096;

export const FIRST_FREE: usize = REDUCED + 2 * REDUCED_BYTES;
