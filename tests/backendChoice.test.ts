/** Which arithmetic a command uses, and that doctor knows how fast it is. */
import { expect, it } from 'vitest';
import { lastJson, startEnkit, temporaryFolder } from './support/enkit.ts';
import { writeExperiment } from './support/smallExperiment.ts';

interface Speed {
  readonly double: number;
  readonly single: number;
}

async function backendOf(words: readonly string[], environment: Readonly<Record<string, string>>): Promise<unknown> {
  const folder = temporaryFolder();
  const command = words[0] === 'run' ? ['run', writeExperiment(folder), '--json', '--quiet', ...words.slice(1)] : words;
  return lastJson(await startEnkit(command, folder, environment).finished);
}

it('that the backend of a run is the one of the option, then of ENKIT_BACKEND, then wasm', async () => {
  expect(await backendOf(['run'], {})).toMatchObject({ backend: 'wasm' });
  expect(await backendOf(['run'], { ENKIT_BACKEND: 'ml-matrix' })).toMatchObject({ backend: 'ml-matrix' });
  expect(await backendOf(['run', '--backend', 'wasm'], { ENKIT_BACKEND: 'ml-matrix' })).toMatchObject({
    backend: 'wasm',
  });
});

it('that doctor names the backend of ENKIT_BACKEND, and measures every backend in both precisions', async () => {
  const { backend, otherBackends } = (await backendOf(['doctor', '--json'], { ENKIT_BACKEND: 'ml-matrix' })) as {
    backend: { name: string; why: string; gigaflops: Speed };
    otherBackends: { name: string; available: boolean; gigaflops?: Speed }[];
  };
  expect([backend.name, backend.why]).toEqual(['ml-matrix', 'ml-matrix was asked for']);
  for (const { available, gigaflops } of [{ available: true, ...backend }, ...otherBackends]) {
    expect(gigaflops !== undefined).toBe(available);
    for (const speed of Object.values(gigaflops ?? {})) expect(speed).toBeGreaterThan(0);
  }
});

it('that the width of the kernels changes no bit of a run', async () => {
  const [narrow, wide] = [
    await backendOf(['run'], { ENKIT_WASM_WIDTH: 'narrow' }),
    await backendOf(['run'], { ENKIT_WASM_WIDTH: 'wide' }),
  ] as { ensembleSha256: string }[];
  expect(narrow.ensembleSha256).toBe(wide.ensembleSha256);
});

it('that an unknown backend in the environment is refused with the choices', async () => {
  const { code, stderr } = await startEnkit(['doctor'], temporaryFolder(), { ENKIT_BACKEND: 'cuda' }).finished;
  expect([code, stderr]).toEqual([64, expect.stringContaining("value 'cuda' from env 'ENKIT_BACKEND' is invalid")]);
});
