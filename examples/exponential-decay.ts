/**
 * Calibrates a forward function of one's own: y = a exp(-b t), observed 50 times with noise of 0.2.
 * Run it in a clone of the repository: npx node examples/exponential-decay.ts
 */
import { run } from 'enkit';

const times = Array.from({ length: 50 }, (_, i) => 10 * i);
// Observations of a = 10, b = 0.002 with a fixed pseudo-noise, so that the example needs no data file.
const observed = times.map((t, i) => 10 * Math.exp(-0.002 * t) + 0.2 * Math.sin(12.9898 * (i + 1)) * Math.SQRT2);

const { result, ensemble } = await run({
  experiment: {
    name: 'exponential-decay',
    data: { source: 'observations', values: observed },
    model: {
      parameters: [
        { name: 'a', mean: 8, sd: 4 },
        { name: 'b', mean: 0.004, sd: 0.002 },
      ],
      forward: ([a, b]) => times.map((t) => a * Math.exp(-b * t)),
    },
    method: { type: 'es-mda', steps: 4, observationError: { sd: 0.2 } },
    ensemble: { size: 200, seed: 1 },
  },
  onEvent: (event) => {
    if (event.type === 'step')
      console.log(`step ${event.record.step}: RMSE ${event.record.rmseForecast.toPrecision(3)}`);
  },
});

const { rows, columns, data } = ensemble.parameters;
const mean = (k: number): number =>
  Array.from({ length: rows }, (_, j) => data[j * columns + k]).reduce((a, b) => a + b) / rows;
console.log(`a = ${mean(0).toPrecision(4)}, b = ${mean(1).toPrecision(3)}, RMSE ${result.rmse.train.toPrecision(3)}`);
