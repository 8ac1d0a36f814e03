/** Products and layers of the `openblas` backend, in either precision. */
import type { Activation, Arithmetic, MultiplyOptions } from '../backend.ts';
import type { MatrixOf } from '../matrix.ts';
import { checkDense, checkProduct } from '../shapes.ts';
import { layersByDense } from './denseLayers.ts';
import { type Gemm, PLAIN, ROW_MAJOR, TRANSPOSED } from './openblasLibrary.ts';
import { codeOf } from './wasmDense.ts';
import type { WasmHeap } from './wasmHeap.ts';
import { wholeOf } from './wasmOperands.ts';
import type { WasmPrecision } from './wasmPrecision.ts';
import { createWorkspaces } from './wasmWorkspaces.ts';

/** C = op(A) op(B) + beta C. CBLAS refuses leading dimensions of 0, so empty products are taken here. */
function product<Data extends Float64Array | Float32Array>(
  gemm: Gemm<Data>,
  a: MatrixOf<Data>,
  b: MatrixOf<Data>,
  into: MatrixOf<Data>,
  options: MultiplyOptions<Data>,
): void {
  const depth = options.transposeA ? a.rows : a.columns;
  if (into.data.length === 0) return;
  if (depth === 0) {
    if (!options.accumulate) into.data.fill(0);
    return;
  }
  gemm(
    ROW_MAJOR,
    options.transposeA ? TRANSPOSED : PLAIN,
    options.transposeB ? TRANSPOSED : PLAIN,
    into.rows,
    into.columns,
    depth,
    1,
    a.data,
    a.columns,
    b.data,
    b.columns,
    options.accumulate ? 1 : 0,
    into.data,
    into.columns,
  );
}

function multiply<Data extends Float64Array | Float32Array>(
  gemm: Gemm<Data>,
  { create }: WasmPrecision<Data>,
  a: MatrixOf<Data>,
  b: MatrixOf<Data>,
  options: MultiplyOptions<Data> = {},
): MatrixOf<Data> {
  const { rows, columns } = checkProduct(a, b, options);
  const into = options.into ?? create(rows, columns);
  product(gemm, a, b, into, options);
  return into;
}

function activate<Data extends Float64Array | Float32Array>(
  { operands, activate: kernel }: WasmPrecision<Data>,
  into: MatrixOf<Data>,
  activation: Activation,
): void {
  if (activation === 'identity') return;
  const [scratch] = operands.scratch(operands.needed(into, into.data.length));
  const target = operands.target(into, wholeOf(into), scratch, true);
  kernel(target.address, into.data.length, codeOf(activation));
  operands.finish(target, into, wholeOf(into));
}

/** Products by the native gemm; activations and workspaces are the kernels'. */
export function arithmetic<Data extends Float64Array | Float32Array>(
  gemm: Gemm<Data>,
  heap: WasmHeap,
  precision: WasmPrecision<Data>,
): Arithmetic<Data> {
  const dense: Arithmetic<Data>['dense'] = (weights, bias, inputs, activation, into) => {
    checkDense(weights, bias, inputs, into);
    for (let unit = 0; unit < into.rows; unit++)
      into.data.fill(bias[unit], unit * into.columns, (unit + 1) * into.columns);
    product(gemm, weights, inputs, into, { accumulate: true });
    activate(precision, into, activation);
  };
  return {
    multiply: (a, b, options) => multiply(gemm, precision, a, b, options),
    dense,
    denseLayers: (network) => layersByDense(dense, network, precision.exchange(network)),
    workspace: createWorkspaces(heap, precision),
  };
}
