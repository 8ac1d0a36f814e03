/** Which user code a worker runs: modules below one folder that its owner names, by content. */
import type { ModelSpecification } from '@enkit/contracts';
import { EnkitError } from '@enkit/contracts/errors';
import { realpath } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { moduleDigest } from './moduleModel.ts';

/**
 * The model with the path of its module on this node: the same path, or the file of that name in `root`, with the same
 * bytes. Networks are data and always allowed. Throws MODEL_NOT_ALLOWED without a root or outside it,
 * MODEL_DIGEST_MISMATCH for a file with other bytes.
 */
export async function allowedModel(model: ModelSpecification, root: string | undefined): Promise<ModelSpecification> {
  if (model.type !== 'module') return model;
  const location = { file: model.path };
  if (root === undefined)
    throw new EnkitError('MODEL_NOT_ALLOWED', {
      location,
      expected: 'a network, as this worker has no --models folder',
    });
  const folder = await realpath(root);
  const found = (
    await Promise.all([model.path, join(folder, basename(model.path))].map((path) => realpath(path).catch(() => '')))
  ).filter((path) => path.startsWith(folder + sep));
  if (found.length === 0)
    throw new EnkitError('MODEL_NOT_ALLOWED', { location, expected: `a file of that name below ${folder}` });
  for (const path of found) if ((await moduleDigest(path)) === model.sha256) return { ...model, path };
  throw new EnkitError('MODEL_DIGEST_MISMATCH', { location: { file: found[0] }, expected: `sha256 ${model.sha256}` });
}
