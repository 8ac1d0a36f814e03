/** The machine that the figures belong to. */
import { createBackend, NumericsError } from '@enkit/numerics';
import { cpus, loadavg, release, totalmem, type } from 'node:os';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memory: string;
  readonly system: string;
  readonly node: string;
  readonly v8: string;
  /** The kernels that this process chose, and the library that was found. */
  readonly wasm: string;
  readonly openblas: string;
  /** Of one minute, at the start: beyond 0.3 a figure is not to be trusted. */
  readonly load: number;
  readonly at: string;
}

function detailOf(name: 'wasm' | 'openblas'): string {
  try {
    return createBackend(name).detail;
  } catch (error) {
    if (error instanceof NumericsError) return error.message;
    throw error;
  }
}

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    system: `${type()} ${release()}`,
    node: process.versions.node,
    v8: process.versions.v8,
    wasm: detailOf('wasm'),
    openblas: detailOf('openblas'),
    load: loadavg()[0],
    at: new Date().toISOString(),
  };
}
