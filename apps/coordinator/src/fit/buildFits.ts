/** What the report draws of a trained ensemble: curves, fields, a series in time, or points alone. */
import type { Matrix } from '@enkit/numerics';
import { rowOf } from '@enkit/numerics';
import type { AssimilationProblem } from '../problem/problem.ts';
import type { CurveFit, FitData, PointsFit, PredictedPoints, SeriesFit, SurfaceFit } from '../report/fitData.ts';
import { columnsOf, outputOf, type PredictedColumns } from './predictedColumns.ts';

/** What the ensemble, and the network of its mean parameters if it was evaluated, predict of some points. */
export interface SourcePredictions {
  /** Ne x Nd, in the data's units. */
  readonly members: Matrix;
  readonly columns: PredictedColumns;
  readonly ofMeanParameters?: Float64Array;
}

/** What a fit is drawn from. */
export interface FitSource {
  readonly predictions: { readonly train: SourcePredictions; readonly test: SourcePredictions };
  /** Row of the best member, if it is to be drawn. */
  readonly best?: number;
}

/**
 * One fit per output.
 * @param limit fits of so many outputs at most
 */
export function buildFits(problem: AssimilationProblem, scores: FitSource, limit = Infinity): FitData[] {
  return problem.train.outputNames
    .slice(0, limit)
    .map((name, output) => buildFit(createView(problem, scores, name, output)));
}

/** All that the fits of one output need. */
interface View {
  readonly problem: AssimilationProblem;
  readonly scores: FitSource;
  readonly name: string;
  readonly output: number;
  readonly outputs: number;
  readonly train: PredictedColumns;
  readonly test: PredictedColumns;
}

function createView(problem: AssimilationProblem, scores: FitSource, name: string, output: number): View {
  const outputs = problem.train.outputNames.length;
  const { train, test } = scores.predictions;
  return {
    problem,
    scores,
    name,
    output,
    outputs,
    train: columnsOf(train.columns, output, outputs),
    test: columnsOf(test.columns, output, outputs),
  };
}

function buildFit(view: View): FitData {
  const { problem } = view;
  const time = timeColumn(problem);
  if (time >= 0) return seriesFit(view, time);
  if (problem.test.inputs.rows === 0) return pointsFit(view);
  if (problem.test.inputs.columns === 1) return curveFit(view);
  return problem.test.inputs.columns === 2 && !problem.testIsNoisy ? surfaceFit(view) : pointsFit(view);
}

/** Which input is a decimal year over which the observations are a series, -1 if none. */
function timeColumn({ columns, train }: AssimilationProblem): number {
  const dated = columns.find(({ encoding }) => encoding.type === 'date');
  const time = dated ? train.inputNames.indexOf(`${dated.column}.year`) : -1;
  return time >= 0 && isSeries(columnOf(train.inputs, time)) ? time : -1;
}

/** Times that ascend, nearly all of them different: the year of a car's model is a date, and no series. */
function isSeries(times: Float64Array): boolean {
  const isAscending = times.every((time, k) => k === 0 || times[k - 1] <= time);
  return isAscending && new Set(times).size >= 0.8 * times.length;
}

function points(view: View): { output: { name: string }; train: PredictedPoints; test: PredictedPoints } {
  const { problem, output, outputs } = view;
  const pair = (targets: Matrix, { mean, low, high }: PredictedColumns): PredictedPoints => ({
    observed: outputOf(targets.data, output, outputs),
    predicted: mean,
    low,
    high,
  });
  return {
    output: { name: view.name },
    train: pair(problem.train.targets, view.train),
    test: pair(problem.test.targets, view.test),
  };
}

function pointsFit(view: View): PointsFit {
  return { kind: 'points', ...points(view) };
}

function columnOf(matrix: Matrix, k: number): Float64Array {
  return Float64Array.from({ length: matrix.rows }, (_, i) => matrix.data[i * matrix.columns + k]);
}

/** A generator's test grid, or the test points of a file, in ascending order. */
function curveFit(view: View): CurveFit {
  const { problem, scores, output, outputs, test } = view;
  const x = columnOf(problem.test.inputs, 0);
  const order = Array.from(x.keys()).sort((a, b) => x[a] - x[b]);
  const ordered = (values: ArrayLike<number>): Float64Array => Float64Array.from(order, (i) => values[i]);
  const { members, ofMeanParameters } = scores.predictions.test;
  const outputCurve = (values: Float64Array): Float64Array => ordered(outputOf(values, output, outputs));
  return {
    kind: 'curve',
    ...points(view),
    input: { name: problem.train.inputNames[0] },
    grid: ordered(x),
    ...(!problem.testIsNoisy && { truth: outputCurve(problem.test.targets.data) }),
    mean: ordered(test.mean),
    low: ordered(test.low),
    high: ordered(test.high),
    ...(ofMeanParameters && { parameterMean: outputCurve(ofMeanParameters) }),
    ...(scores.best !== undefined && { bestMember: outputCurve(rowOf(members, scores.best)) }),
    training: { x: columnOf(problem.train.inputs, 0), y: outputOf(problem.train.targets.data, output, outputs) },
  };
}

function surfaceFit(view: View): SurfaceFit {
  const { problem, output, outputs, test } = view;
  const [first, second] = [columnOf(problem.test.inputs, 0), columnOf(problem.test.inputs, 1)];
  const [x, y] = [ascending(first), ascending(second)];
  const place = new Map(Array.from(first.keys(), (i) => [`${first[i]} ${second[i]}`, i]));
  const field = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(y.flatMap((v) => x.map((u) => values[place.get(`${u} ${v}`) ?? -1] ?? NaN)));
  return {
    kind: 'surface',
    ...points(view),
    inputs: [{ name: problem.train.inputNames[0] }, { name: problem.train.inputNames[1] }],
    x,
    y,
    truth: field(outputOf(problem.test.targets.data, output, outputs)),
    mean: field(test.mean),
    spread: field(test.spread),
    training: { x: columnOf(problem.train.inputs, 0), y: columnOf(problem.train.inputs, 1) },
  };
}

function ascending(values: Float64Array): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

function seriesFit(view: View, time: number): SeriesFit {
  const { problem } = view;
  const { output, train, test } = points(view);
  return {
    kind: 'series',
    output,
    input: { name: problem.train.inputNames[time] },
    train: { ...train, time: columnOf(problem.train.inputs, time) },
    test: { ...test, time: columnOf(problem.test.inputs, time) },
  };
}
