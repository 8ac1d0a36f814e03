/** The files of the page, read once: no request ever reaches the file system. */
import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const BUNDLE_DIRECTORY = fileURLToPath(new URL('../../bundle/', import.meta.url));

export interface Asset {
  readonly type: string;
  readonly body: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** By path of the request. */
export async function readAssets(directory = BUNDLE_DIRECTORY): Promise<ReadonlyMap<string, Asset>> {
  const names = (await readdir(directory)).filter((name) => extname(name) in TYPES);
  const read = async (name: string): Promise<[string, Asset]> => [
    name === 'index.html' ? '/' : `/${name}`,
    { type: TYPES[extname(name)], body: await readFile(`${directory}${name}`, 'utf8') },
  ];
  return new Map(await Promise.all(names.map(read)));
}
