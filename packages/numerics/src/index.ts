export {
  ACTIVATIONS,
  BACKEND_NAMES,
  type Activation,
  type Arithmetic,
  type Backend,
  type BackendName,
  type DenseLayer,
  type DenseLayers,
  type EvaluateLayers,
  type MultiplyOptions,
  type SymmetricEigen,
} from './backend.ts';
export { createMlMatrixBackend } from './backends/mlMatrix.ts';
export { createOpenblasBackend } from './backends/openblas.ts';
export { createWasmBackend } from './backends/wasm.ts';
export { kernelWidth } from './backends/wasmContext.ts';
export { NumericsError, type NumericsErrorCode } from './errors.ts';
export {
  PRECISIONS,
  assertFinite,
  bytesOf,
  copyMatrix,
  createMatrix,
  createSharedMatrix,
  createSingleMatrix,
  firstNonFinite,
  isSingle,
  matrixFromRows,
  matrixOn,
  precisionOf,
  rowOf,
  selectColumns,
  selectRows,
  sharedBytesCreated,
  transpose,
  viewRows,
  type AnyMatrix,
  type Matrix,
  type MatrixOf,
  type Precision,
  type SingleMatrix,
} from './matrix.ts';
export { permutation, philox, randomStream, type RandomStream } from './random.ts';
export { createBackend, selectBackend, type SelectedBackend } from './selectBackend.ts';
export { mean, median, quantileOfSorted, standardDeviation, variance } from './statistics.ts';
export { takeFitting } from './takeFitting.ts';
