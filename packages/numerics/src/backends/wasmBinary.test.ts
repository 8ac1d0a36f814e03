import { readFileSync } from 'node:fs';
import { main } from 'assemblyscript/asc';
import { expect, it } from 'vitest';

const home = new URL('../../', import.meta.url);

it('that the committed wasm/kernels.wasm is what assembly/ compiles to (else: npm run build:wasm)', {
  timeout: 600_000,
}, async () => {
  let compiled: Uint8Array | undefined;
  const warnings: string[] = [];
  const { error } = await main(['--config', 'asconfig.json'], {
    readFile: (name, base) => read(new URL(name, new URL(`${base}/`, home))),
    writeFile: (_, contents) => {
      compiled = typeof contents === 'string' ? undefined : contents;
    },
    listFiles: () => [],
    reportDiagnostic: ({ message }) => warnings.push(message),
  });
  expect({ error, warnings }).toEqual({ error: null, warnings: [] });
  expect(compiled?.length).toBeGreaterThan(0);
  expect(Buffer.from(compiled ?? []).equals(readFileSync(new URL('wasm/kernels.wasm', home)))).toBe(true);
});

function read(url: URL): string | null {
  try {
    return readFileSync(url, 'utf8');
  } catch {
    return null;
  }
}
