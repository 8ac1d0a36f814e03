import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './support/enkit.ts';

const documents = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

it.each(documents)('that the links of %s lead somewhere', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, link]) => link)
    .filter((link) => !/^[a-z]+:/.test(link));
  const broken = links.filter((link) => !existsSync(resolve(ROOT, dirname(document), link)));
  expect(broken).toEqual([]);
});

it.each(documents)('that the files and npm scripts named in %s exist', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const missing = [...text.matchAll(/npm run ([a-z:]+)(?! ?-w|[a-z:]* -w)/g)]
    .map(([, name]) => name)
    .filter((name) => !(name in scripts) && !new RegExp(`npm run ${name} -w`).test(text));
  const files = [...text.matchAll(/`((?:packages|apps|tests|experiments|examples|infra)\/[\w./-]+\.\w+)`/g)]
    .map(([, file]) => file)
    .filter((file) => !existsSync(join(ROOT, file)));
  expect([...missing, ...files].map((name) => relative('.', name))).toEqual([]);
});
