import { expect, it } from 'vitest';
import { NumericsError } from '../errors.ts';
import { createOpenblasBackend } from './openblas.ts';
import { loadOpenblas, OPENBLAS_NAMES } from './openblasLibrary.ts';

function messageOf(names: readonly string[]): string {
  try {
    createOpenblasBackend(names);
  } catch (error) {
    if (error instanceof NumericsError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing thrown';
}

it('that a library that is not there is refused with its name, the reason and what to do', () => {
  const message = messageOf(['libopenblas-not-here.so.0']);
  expect(message).toMatch(/^NUM_BACKEND_UNAVAILABLE: openblas: no library found/);
  expect(message).toContain('libopenblas-not-here.so.0:');
  expect(message).toContain('apt-get install libopenblas0');
});

it('that a library without the functions of OpenBLAS is refused, not called', () => {
  const libraries = { linux: 'libc.so.6', darwin: 'libSystem.dylib', win32: 'kernel32.dll' } as const;
  const other = libraries[process.platform as keyof typeof libraries] ?? 'libc.so';
  expect(messageOf([other])).toContain('NUM_BACKEND_UNAVAILABLE');
});

it('that the first library that opens is taken, or every name that was tried is told', () => {
  const names = ['libopenblas-not-here.so.0', ...OPENBLAS_NAMES];
  const outcome = ((): string => {
    try {
      return loadOpenblas(names).config;
    } catch (error) {
      return error instanceof NumericsError ? error.message : 'no NumericsError';
    }
  })();
  const told = names.every((name) => outcome.includes(name));
  expect(outcome.startsWith('OpenBLAS') || told).toBe(true);
});
