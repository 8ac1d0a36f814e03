import type { Matrix } from '@enkit/numerics';

/** Where a plan gets the matrices that its works share: on memory that threads share, with whatever numbers lie there. */
export type WorkingMemory = (rows: number, columns: number) => Matrix;
