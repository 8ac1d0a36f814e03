import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from './packages/testing/src/closingLineReporter.ts';

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
    reporters: ['default', new ClosingLineReporter()],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    // Programs that a test starts inherit it: what they print must not depend on who looks on.
    env: { NO_COLOR: '1', FORCE_COLOR: '0' },
  },
});
