/** Synthetic fits for the tests of the reports: plausible shapes, deterministic noise. */
import { randomStream } from '@enkit/numerics';
import type { CurveFit, PointsFit, PredictedPoints, SeriesFit, SurfaceFit } from '../fitData.ts';

/** Standard normal draws that follow from a name. */
export function noise(seed: number, count: number): number[] {
  const stream = randomStream(seed, 'sample', 0, 0);
  return Array.from({ length: count }, () => stream.normal());
}

export function grid(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => low + ((high - low) * k) / (count - 1));
}

function predictedPoints(observed: readonly number[], error: number, seed: number): PredictedPoints {
  const errors = noise(seed, observed.length);
  const predicted = observed.map((value, k) => value + error * errors[k]);
  return {
    observed,
    predicted,
    low: predicted.map((value) => value - 1.645 * error),
    high: predicted.map((value) => value + 1.645 * error),
  };
}

const ricker = (x: number): number => (1 - x * x) * Math.exp((-x * x) / 2);

/** The Mexican hat over [-5, 5], noise 0.05. */
export function curveSample(error = 0.05, trainingPoints = 100): CurveFit {
  const x = grid(-5, 5, 501);
  const truth = x.map(ricker);
  const wobble = (k: number): number => error * Math.sin(3.1 * x[k] + 0.4);
  const width = (k: number): number => error * (1 + 0.25 * Math.abs(x[k]));
  const mean = truth.map((value, k) => value + 0.6 * wobble(k));
  const draws = noise(3, 2 * trainingPoints);
  const inputs = grid(-4.95, 4.95, trainingPoints).map((value, k) => value + 0.03 * draws[k]);
  const targets = inputs.map((value, k) => ricker(value) + 0.05 * draws[trainingPoints + k]);
  return {
    kind: 'curve',
    input: { name: 'x' },
    output: { name: 'y' },
    grid: x,
    truth,
    mean,
    low: mean.map((value, k) => value - 1.645 * width(k)),
    high: mean.map((value, k) => value + 1.645 * width(k)),
    parameterMean: truth.map((value, k) => value - 1.1 * wobble(k)),
    bestMember: truth.map((value, k) => value + 0.8 * error * Math.cos(2.3 * x[k])),
    training: { x: inputs, y: targets },
    train: predictedPoints(targets, error, 5),
    test: predictedPoints(truth, error, 6),
  };
}

export function surfaceSample(error = 0.02, size = 41): SurfaceFit {
  const axis = grid(-4, 4, size);
  const field = (value: (x: number, y: number) => number): number[] =>
    axis.flatMap((y) => axis.map((x) => value(x, y)));
  const hat = (x: number, y: number): number => (1 - x * x - y * y) * Math.exp(-(x * x + y * y) / 2);
  const truth = field(hat);
  const mean = field((x, y) => hat(x, y) + error * Math.sin(1.7 * x + 0.3) * Math.cos(1.3 * y));
  const draws = noise(8, 800).map((value) => 4 * Math.tanh(value));
  const [x, y] = [draws.slice(0, 400), draws.slice(400)];
  return {
    kind: 'surface',
    inputs: [{ name: 'x₁' }, { name: 'x₂' }],
    output: { name: 'y' },
    x: axis,
    y: axis,
    truth,
    mean,
    spread: field((x, y) => error * (0.3 + 0.06 * Math.hypot(x, y))),
    training: { x, y },
    train: predictedPoints(
      x.map((value, k) => hat(value, y[k])),
      error,
      9,
    ),
    test: predictedPoints(truth, error, 10),
  };
}

/** Monthly CO2-like concentrations, ten years of forecast. */
export function seriesSample(): SeriesFit {
  const months = grid(1958.2, 2020.96, 754);
  const level = (year: number): number =>
    315 + 0.8 * (year - 1958) + 0.0125 * (year - 1958) ** 2 + 3 * Math.sin(2 * Math.PI * (year + 0.05));
  const draws = noise(11, months.length);
  const observed = months.map((year, k) => level(year) + 0.4 * draws[k]);
  const split = months.findIndex((year) => year > 2010);
  const lead = (year: number): number => Math.max(0, year - 2010);
  const predicted = months.map((year) => level(year) - 0.12 * lead(year) + 0.2 * Math.sin(year));
  const width = months.map((year) => 0.7 + 0.18 * lead(year));
  const part = (from: number, to: number): SeriesFit['train'] => ({
    time: months.slice(from, to),
    observed: observed.slice(from, to),
    predicted: predicted.slice(from, to),
    low: predicted.slice(from, to).map((value, k) => value - 1.645 * width[from + k]),
    high: predicted.slice(from, to).map((value, k) => value + 1.645 * width[from + k]),
  });
  return {
    kind: 'series',
    input: { name: 'year' },
    output: { name: 'CO₂ at Mauna Loa', unit: 'ppm' },
    train: part(0, split),
    test: part(split, months.length),
  };
}

export function pointsSample(): PointsFit {
  const targets = noise(12, 2300).map((value) => 22 + 7 * value);
  return {
    kind: 'points',
    output: { name: 'fuel consumption', unit: 'mpg' },
    train: predictedPoints(targets.slice(0, 1800), 1.8, 13),
    test: predictedPoints(targets.slice(1800), 2.6, 14),
  };
}
