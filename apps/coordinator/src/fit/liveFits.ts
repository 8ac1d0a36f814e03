/**
 * What a listener draws of an ensemble while it learns: the fits of the report, at the resolution of a screen. The cost
 * is that of sorting at most VALUE_LIMIT predictions, however large ensemble and data are.
 */
import { ensembleMean, expandPoints, rootMeanSquareError } from '@enkit/assimilation';
import { selectPoints, type DataSet, type Standardisation } from '@enkit/models';
import { createMatrix, rowOf, type Matrix } from '@enkit/numerics';
import type { AssimilationProblem } from '../problem/problem.ts';
import { toDataUnits } from '../problem/units.ts';
import type { FitData } from '../report/fitData.ts';
import { evenIndices } from '../report/plot/series.ts';
import { buildFits } from './buildFits.ts';
import { predictedColumns } from './predictedColumns.ts';
import { screenPoints } from './screenPoints.ts';

/** What the ensemble predicts. */
export interface LivePredictions {
  readonly problem: AssimilationProblem;
  /** From the units of the predictions to those of the data; default that of the model's outputs. */
  readonly units?: Standardisation;
  /** Ne x n: of the training points `points`, or of all of them. */
  readonly train: Matrix;
  readonly points?: Uint32Array | undefined;
  /** Ne x Nt: of the test points; without columns when they were not evaluated. */
  readonly test: Matrix;
  /** The test points with the targets of now, which move when the truth does. */
  readonly truth: DataSet;
  /** Training points that have been observed so far, from the first on; all when absent. */
  readonly arrived?: number | undefined;
}

/** Outputs that are drawn. */
const OUTPUT_LIMIT = 6;
const POINT_LIMIT = 400;
/** Predictions that are sorted; a very large ensemble is represented by every k-th member. */
const VALUE_LIMIT = 400_000;
const LEAST_MEMBERS = 60;
/** Members that are drawn one by one. */
const CURVE_LIMIT = 24;
/** Of a truth that moves, only the latest observations are near it. */
const RECENT_LIMIT = 150;

/** One fit per output, the first six of them. */
export function buildLiveFits(predictions: LivePredictions): FitData[] {
  const { problem, train, test, truth } = predictions;
  const units = predictions.units ?? problem.outputs;
  const trainPart = partOf(units, pointsOf(problem.train, predictions.points), train, POINT_LIMIT);
  const testPart = partOf(units, test.columns > 0 ? truth : selectPoints(truth, []), test, undefined);
  const shown = { ...problem, train: trainPart.data, test: testPart.data };
  const noise = problem.noise ?? rootMeanSquareError(ensembleMean(trainPart.members), trainPart.data.targets.data);
  const predicted = ({ members }: Part, noiseShown: number) => ({
    members,
    columns: predictedColumns(members, noiseShown),
  });
  const [ofTrain, ofTest] = [predicted(trainPart, noise), predicted(testPart, problem.testIsNoisy ? noise : 0)];
  const outputs = problem.train.outputNames.length;
  const fits = buildFits(shown, { predictions: { train: ofTrain, test: ofTest } }, OUTPUT_LIMIT);
  return fits.map((fit, output) =>
    withObservations(withMembers(fit, testPart.members, output, outputs), predictions, output),
  );
}

function pointsOf(data: DataSet, points: Uint32Array | undefined): DataSet {
  return points ? selectPoints(data, points) : data;
}

interface Part {
  readonly data: DataSet;
  /** In the data's units. */
  readonly members: Matrix;
}

/** Points and members as few as a screen can show. @param limit evenly chosen points; the shape of a grid is kept if absent */
function partOf(units: Standardisation, data: DataSet, predicted: Matrix, limit: number | undefined): Part {
  const outputs = units.scale.length;
  const points = limit === undefined ? screenPoints(data.inputs, POINT_LIMIT) : evenIndices(data.targets.rows, limit);
  const columns = expandPoints(Uint32Array.from(points), outputs);
  const members = Math.max(LEAST_MEMBERS, Math.floor(VALUE_LIMIT / Math.max(1, columns.length)));
  const rows = evenIndices(predicted.rows, members);
  const chosen = createMatrix(rows.length, columns.length);
  rows.forEach((row, j) =>
    columns.forEach(
      (column, k) => (chosen.data[j * columns.length + k] = predicted.data[row * predicted.columns + column]),
    ),
  );
  return { data: selectPoints(data, points), members: toDataUnits(units, chosen) };
}

/** A few members as curves: what an ensemble is can be seen from them. The test points of a curve are ascending here. */
function withMembers(fit: FitData, members: Matrix, output: number, outputs: number): FitData {
  if (fit.kind !== 'curve') return fit;
  const curves = evenIndices(members.rows, CURVE_LIMIT).map((row) =>
    rowOf(members, row).filter((_, k) => k % outputs === output),
  );
  return { ...fit, members: curves };
}

/** The observations themselves, also those that this step does not use. */
function withObservations(fit: FitData, { problem, arrived, points }: LivePredictions, output: number): FitData {
  const total = Math.min(arrived ?? Infinity, problem.train.targets.rows);
  const first = problem.truthAfter ? Math.max(0, total - RECENT_LIMIT) : 0;
  const indices = evenIndices(total - first, POINT_LIMIT).map((k) => first + k);
  const { inputs, targets } = selectPoints(problem.train, indices);
  const [x, y] = [columnOf(inputs, 0), columnOf(inputs, 1)];
  const values = columnOf(targets, output);
  if (fit.kind === 'curve') return { ...fit, training: { x, y: values } };
  if (fit.kind === 'surface') return { ...fit, training: { x, y } };
  const isSample = points === undefined || points.length >= Math.min(POINT_LIMIT, problem.train.targets.rows);
  if (fit.kind !== 'series' || isSample) return fit;
  const time = columnOf(inputs, problem.train.inputNames.indexOf(fit.input.name));
  const unknown = new Float64Array(time.length).fill(Number.NaN);
  return { ...fit, train: { time, observed: values, predicted: unknown, low: unknown, high: unknown } };
}

function columnOf(matrix: Matrix, k: number): Float64Array {
  if (k < 0 || k >= matrix.columns) return new Float64Array(0);
  return Float64Array.from({ length: matrix.rows }, (_, i) => matrix.data[i * matrix.columns + k]);
}

/** Predictions of no points, of an ensemble of that size. */
export function noPredictions(members: number): Matrix {
  return createMatrix(members, 0);
}
