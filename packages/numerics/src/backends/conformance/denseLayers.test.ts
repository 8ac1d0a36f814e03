import { describe, expect, it } from 'vitest';
import type { Arithmetic, Backend, DenseLayer, DenseLayers } from '../../backend.ts';
import { createMatrix, createSingleMatrix, type MatrixOf } from '../../matrix.ts';
import { BACKENDS, draw } from './support.ts';

type Floats = Float64Array | Float32Array;
type Create<Data extends Floats> = (key: string, rows: number, columns: number) => MatrixOf<Data>;

const UNITS = [3, 17, 5, 2];
const POINTS = 23;
const COUNT = 3 * 17 + 17 + 17 * 5 + 5 + 5 * 2 + 2;

/** Layers with tanh over memory that `create` gives, the inputs filled in. */
function network<Data extends Floats>(create: Create<Data>): DenseLayers<Data> {
  const parameters = create('layers.theta', 1, COUNT);
  const values = UNITS.map((units, l) => create(`layers.values.${l}`, units, POINTS));
  values[0].data.set(draw(UNITS[0], POINTS, 'inputs').data);
  const layers: DenseLayer<Data>[] = [];
  let offset = 0;
  const part = (length: number): Data => parameters.data.subarray(offset, (offset += length)) as Data;
  for (let l = 1; l < UNITS.length; l++) {
    const weights = { rows: UNITS[l], columns: UNITS[l - 1], data: part(UNITS[l] * UNITS[l - 1]) };
    layers.push({ weights, bias: part(UNITS[l]), activation: 'tanh' });
  }
  return { parameters, layers, values };
}

function oneByOne<Data extends Floats>(
  arithmetic: Arithmetic<Data>,
  create: Create<Data>,
  theta: Float64Array,
): number[] {
  const { parameters, layers, values } = network(create);
  parameters.data.set(theta);
  layers.forEach(({ weights, bias, activation }, l) =>
    arithmetic.dense(weights, bias, values[l], activation, values[l + 1]),
  );
  return [...values[UNITS.length - 1].data];
}

const own: Create<Float64Array> = (_, rows, columns) => createMatrix(rows, columns);
const ownSingle: Create<Float32Array> = (_, rows, columns) => createSingleMatrix(rows, columns);

/** Inputs that go beyond every block of a packed product, with edges. */
function largeInputs(backend: Backend): { layers: DenseLayers<Float64Array>; theta: Float64Array } {
  const parameters = backend.workspace('large.theta', 1, 2 * 301);
  const values = [backend.workspace('large.inputs', 300, 1101), backend.workspace('large.outputs', 2, 1101)];
  values[0].data.set(draw(300, 1101, 'large inputs').data);
  const weights = { rows: 2, columns: 300, data: parameters.data.subarray(0, 600) };
  const layer: DenseLayer<Float64Array> = { weights, bias: parameters.data.subarray(600), activation: 'relu' };
  return { layers: { parameters, layers: [layer], values }, theta: draw(1, 602, 'large theta').data };
}

const workspaceOf =
  <Data extends Floats>(arithmetic: Arithmetic<Data>): Create<Data> =>
  (key, rows, columns) =>
    arithmetic.workspace(key, rows, columns);

describe.each(BACKENDS)('$name', ({ backend }) => {
  const thetas = [draw(1, COUNT, 'theta').data, draw(1, COUNT, 'other theta').data];

  it('that layers at once have the bits of layers one by one, in workspaces and outside', () => {
    for (const create of [own, workspaceOf(backend)]) {
      const evaluate = backend.denseLayers(network(create));
      for (const theta of thetas) expect([...evaluate(theta)]).toEqual(oneByOne(backend, own, theta));
    }
  });

  it('that the same holds in single precision, of which parameters and results are rounded once', () => {
    for (const create of [ownSingle, workspaceOf(backend.single)]) {
      const evaluate = backend.single.denseLayers(network(create));
      for (const theta of thetas) expect([...evaluate(theta)]).toEqual(oneByOne(backend.single, ownSingle, theta));
    }
  });

  it('that inputs said to be the same give the same bits, and changed ones are seen', () => {
    const { layers, theta } = largeInputs(backend);
    const [{ weights, bias }] = layers.layers;
    const [inputs, outputs] = layers.values;
    const expected = createMatrix(2, 1101);
    const evaluate = backend.denseLayers(layers);
    for (const turn of [1, 2]) {
      const first = [...evaluate(theta)];
      backend.dense(weights, bias, inputs, 'relu', expected);
      expect(first).toEqual([...expected.data]);
      outputs.data.fill(turn);
      expect([...evaluate(theta, true)]).toEqual(first);
      inputs.data.reverse();
    }
  });

  it('that layers that do not fit together are refused', () => {
    const { parameters, layers, values } = network(own);
    const evaluate = (): unknown =>
      backend.denseLayers({ parameters, layers, values: [...values].reverse() })(thetas[0]);
    expect(evaluate).toThrow(expect.objectContaining({ code: 'NUM_SHAPE' }));
  });
});
