#!/usr/bin/env node
// Starts the enkit-worker process on the pinned Node: the sources are TypeScript, which an older Node cannot run.
import { spawnSync } from 'node:child_process';
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

const main = new URL('../src/main.ts', import.meta.url);
if (Number(process.versions.node.split('.')[0]) >= 26) {
  // Compiled code is kept between starts; where that cannot be written, nothing is.
  nodeModule.enableCompileCache();
  await import(main.href);
} else {
  const pinned = nodeModule.createRequire(import.meta.url).resolve('node/bin/node');
  const child = spawnSync(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(child.status ?? 1);
}
