/** Which backend runs, and why. The default is the one that needs nothing installed. */
import { BACKEND_NAMES, type Backend, type BackendName } from './backend.ts';
import { createMlMatrixBackend } from './backends/mlMatrix.ts';
import { createOpenblasBackend } from './backends/openblas.ts';
import { createWasmBackend } from './backends/wasm.ts';
import { NumericsError } from './errors.ts';

export interface SelectedBackend {
  readonly backend: Backend;
  /** One sentence for `enkit doctor` and the run's provenance. */
  readonly why: string;
}

const FACTORIES: Readonly<Record<BackendName, () => Backend>> = {
  'ml-matrix': createMlMatrixBackend,
  wasm: createWasmBackend,
  openblas: createOpenblasBackend,
};

/**
 * A new instance of the named backend, with workspaces of its own. An instance belongs to the thread that made it.
 * Throws NUM_BACKEND_UNAVAILABLE, with what to do, where this machine cannot run it.
 */
export function createBackend(name: BackendName): Backend {
  if (!BACKEND_NAMES.includes(name)) {
    throw new NumericsError(
      'NUM_BACKEND_UNAVAILABLE',
      `backend: expected one of ${BACKEND_NAMES.join(', ')}, got "${name as string}"`,
    );
  }
  return FACTORIES[name]();
}

/**
 * The requested backend, or `wasm`. Never another one in its place: results of two backends differ in the last bits, so a
 * run must not change its backend silently. Throws NUM_BACKEND_UNAVAILABLE.
 */
export function selectBackend(requested?: BackendName): SelectedBackend {
  if (requested === undefined)
    return { backend: createBackend('wasm'), why: 'wasm is the default: it needs nothing installed' };
  return { backend: createBackend(requested), why: `${requested} was asked for` };
}
