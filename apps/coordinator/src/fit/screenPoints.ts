/** Which of many points a screen shows: curves keep their order, regular grids their shape. */
import type { Matrix } from '@enkit/numerics';
import { evenIndices } from '../report/plot/series.ts';

/** Values along one axis of a grid. */
const GRID_LIMIT = 49;

/** Indices of at most `limit` points, or of a coarser grid if the inputs (points x inputs) lie on a grid. */
export function screenPoints(inputs: Matrix, limit: number): number[] {
  if (inputs.columns === 1) return thinnedCurve(inputs, limit);
  return (inputs.columns === 2 ? thinnedGrid(inputs) : undefined) ?? evenIndices(inputs.rows, limit);
}

function thinnedCurve({ data, rows }: Matrix, limit: number): number[] {
  const order = Array.from({ length: rows }, (_, i) => i).sort((a, b) => data[a] - data[b]);
  return evenIndices(rows, limit).map((k) => order[k]);
}

/** Every k-th value along each axis; undefined if the points are no full grid. */
function thinnedGrid({ data, rows }: Matrix): number[] | undefined {
  const [first, second] = [0, 1].map((axis) => Float64Array.from({ length: rows }, (_, i) => data[2 * i + axis]));
  const [x, y] = [ascending(first), ascending(second)];
  if (x.length * y.length !== rows) return undefined;
  const [keptX, keptY] = [everyKth(x), everyKth(y)];
  return Array.from({ length: rows }, (_, i) => i).filter((i) => keptX.has(first[i]) && keptY.has(second[i]));
}

function ascending(values: Float64Array): Float64Array {
  return Float64Array.from(new Set(values)).sort();
}

function everyKth(values: Float64Array): ReadonlySet<number> {
  const stride = Math.ceil(values.length / GRID_LIMIT);
  return new Set(values.filter((_, k) => k % stride === 0));
}
