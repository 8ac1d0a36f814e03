/** Builds the page for the browser: three files with fixed names, the same bytes every time. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const PAGE_DIRECTORY = fileURLToPath(new URL('../src/page/', import.meta.url));

/** @param directory where the files go; what was there is removed */
export async function buildBundle(directory: string): Promise<void> {
  await build({
    configFile: false,
    envDir: false,
    root: PAGE_DIRECTORY,
    base: './',
    logLevel: 'warn',
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
  });
}
