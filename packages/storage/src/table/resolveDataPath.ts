/** Where the file named by `data.file` lies. */
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EnkitError } from '@enkit/contracts';

const PACKAGE_PREFIX = 'npm:';
const PACKAGE_PATH = /^((?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*)\/(.+)$/;

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

/**
 * Folder of an installed package, looked for as Node does: in node_modules here and in each folder above. The package's
 * `exports` are not asked, because data files are rarely among them.
 */
async function findPackage(name: string, baseDirectory: string): Promise<string | undefined> {
  for (let folder = resolve(baseDirectory); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (await isDirectory(candidate)) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}

async function resolvePackagePath(file: string, baseDirectory: string): Promise<string> {
  const match = PACKAGE_PATH.exec(file.slice(PACKAGE_PREFIX.length));
  if (!match || match[2].split(/[\\/]/).includes('..')) {
    const expected = 'npm:package/path or npm:@scope/package/path, without ".."';
    throw new EnkitError('DATA_FILE_NOT_FOUND', { expected, got: `"${file}"` });
  }
  const [, name, path] = match;
  const folder = await findPackage(name, baseDirectory);
  if (folder !== undefined) return join(folder, path);
  throw new EnkitError('DATA_FILE_NOT_FOUND', {
    expected: `package ${name} in node_modules of ${resolve(baseDirectory)} or of a folder above it`,
    got: 'no such package',
    suggestion: `npm i ${name}`,
  });
}

/**
 * The absolute path of a data file: relative to the folder of the experiment file, or `npm:package/path` for a file of an
 * installed package. Only the package must exist; readTable says if the file does not. Errors: DATA_FILE_NOT_FOUND.
 */
export async function resolveDataPath(file: string, baseDirectory: string): Promise<string> {
  if (file.startsWith(PACKAGE_PREFIX)) return resolvePackagePath(file, baseDirectory);
  return resolve(baseDirectory, file);
}
