import { expect, it } from 'vitest';
import type { BackendName } from './backend.ts';
import { NumericsError } from './errors.ts';
import { createBackend, selectBackend } from './selectBackend.ts';

it('that wasm is chosen unless another is asked for, and the reason says so', () => {
  const { backend, why } = selectBackend();
  expect(backend.name).toBe('wasm');
  expect(backend.detail).toMatch(/SIMD/);
  expect(why).toContain('default');
});

it.each(['ml-matrix', 'wasm'] as const)('that %s is honoured when asked for', (name) => {
  const { backend, why } = selectBackend(name);
  expect(backend.name).toBe(name);
  expect(why).toBe(`${name} was asked for`);
});

it('that openblas is the one that is asked for, or is refused with what to do: never replaced', () => {
  const outcome = ((): string => {
    try {
      const { backend } = selectBackend('openblas');
      return `${backend.name}: ${backend.detail}`;
    } catch (error) {
      return error instanceof NumericsError ? `${error.code}: ${error.message}` : 'no NumericsError';
    }
  })();
  expect(outcome).toMatch(/^openblas: OpenBLAS .*one thread$|^NUM_BACKEND_UNAVAILABLE: .*install/);
});

it('that an unknown name is refused with the names that there are', () => {
  expect(() => createBackend('cuda' as BackendName)).toThrow('expected one of ml-matrix, wasm, openblas, got "cuda"');
});

it('that every instance has workspaces of its own', () => {
  const [one, two] = [createBackend('wasm'), createBackend('wasm')];
  expect(one.workspace('layer', 2, 2).data.buffer).not.toBe(two.workspace('layer', 2, 2).data.buffer);
});
