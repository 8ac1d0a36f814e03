/** Builds the page for the browser: three files with fixed names, the same bytes every time. */
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig } from 'vite';

const PAGE_DIRECTORY = fileURLToPath(new URL('../src/page/', import.meta.url));

/** @param directory where the files go; what was there is removed */
export async function buildBundle(directory: string): Promise<void> {
  const before = process.env['NODE_ENV'];
  // Vite asks the environment whether it builds for production, whatever its options say.
  process.env['NODE_ENV'] = 'production';
  try {
    await build(optionsFor(directory));
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

function optionsFor(directory: string): InlineConfig {
  return {
    configFile: false,
    envDir: false,
    root: PAGE_DIRECTORY,
    base: './',
    logLevel: 'error',
    mode: 'production',
    build: {
      outDir: directory,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: false,
      target: 'es2023',
      rolldownOptions: {
        output: { entryFileNames: 'app.js', assetFileNames: 'app[extname]', codeSplitting: false },
      },
    },
  };
}
