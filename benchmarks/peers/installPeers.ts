/** Installs the peers of `requirements.txt` into a virtual environment under `.cache`, once for each version of that file. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CACHE } from '../harness/cache.ts';
import { LeftOut } from '../harness/contender.ts';

const REQUIREMENTS = fileURLToPath(new URL('./requirements.txt', import.meta.url));
const run = promisify(execFile);

/** The Python of the environment; ENKIT_BENCH_PYTHON names one that has the peers already. Throws LeftOut. */
export async function installPeers(progress: (text: string) => void): Promise<string> {
  const given = process.env['ENKIT_BENCH_PYTHON'];
  if (given) return given;
  const folder = join(CACHE, 'peers');
  const stamp = join(folder, 'installed');
  const python = join(folder, 'bin', 'python');
  const digest = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return python;
  progress(`installs the Python peers into ${folder}`);
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(CACHE, { recursive: true });
    await run('python3', ['-m', 'venv', folder]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]);
  } catch (error) {
    throw new LeftOut(
      `the Python peers could not be installed (${lastLine(error)}); they need python3 >= 3.11 and pip`,
    );
  }
  writeFileSync(stamp, digest);
  return python;
}

function lastLine(error: unknown): string {
  const { stderr = '', message } = error as { stderr?: string; message: string };
  return (stderr.trim() || message).split('\n').at(-1) ?? message;
}
