/** A user's forward model in a module of its own, loaded on the thread that runs it. */
import type { ModuleSpecification } from '@enkit/contracts';
import { EnkitError } from '@enkit/contracts/errors';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { ForwardFunction } from './forwardFunction.ts';
import { describeThrown } from './memberError.ts';

/** Loads the exported function. Throws MODEL_NOT_FOUND, MODEL_DIGEST_MISMATCH, MODEL_LOAD or MODEL_EXPORT. */
export async function loadModule(specification: ModuleSpecification): Promise<ForwardFunction> {
  await assertDigest(specification);
  const exported = await importModule(specification);
  if (typeof exported !== 'function') {
    throw new EnkitError('MODEL_EXPORT', {
      location: { file: specification.path },
      expected: `an exported function "${specification.exportName}"`,
      got: exported === undefined ? 'no such export' : `a ${typeof exported}`,
    });
  }
  return exported as ForwardFunction;
}

async function importModule({ path, exportName }: ModuleSpecification): Promise<unknown> {
  try {
    const loaded = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
    return loaded[exportName];
  } catch (error) {
    throw new EnkitError('MODEL_LOAD', { location: { file: path }, got: describeThrown(error), cause: error });
  }
}

async function assertDigest({ path, sha256 }: ModuleSpecification): Promise<void> {
  const found = await moduleDigest(path);
  if (found === sha256) return;
  throw new EnkitError('MODEL_DIGEST_MISMATCH', { location: { file: path }, expected: `sha256 ${sha256}`, got: found });
}

/** Hex sha256 of a model file. Throws MODEL_NOT_FOUND. */
export async function moduleDigest(path: string): Promise<string> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch (error) {
    throw new EnkitError('MODEL_NOT_FOUND', { location: { file: path }, got: describeThrown(error), cause: error });
  }
}
