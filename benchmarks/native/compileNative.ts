/** Compiles `mlp.c` for this machine into `.cache`, anew when the source or the compiler's flags change. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LeftOut } from '../harness/contender.ts';
import { CACHE } from '../harness/cache.ts';

const SOURCE = fileURLToPath(new URL('./mlp.c', import.meta.url));
/** Not -ffast-math: the reduction of tanh adds a constant and takes it off again. */
const FLAGS = ['-O3', '-march=native', '-ffp-contract=fast', '-fno-math-errno', '-fno-trapping-math'];

export async function compileNative(precision: 'f64' | 'f32'): Promise<string> {
  const words = [...FLAGS, ...(precision === 'f32' ? ['-DSINGLE'] : [])];
  const digest = createHash('sha256')
    .update(readFileSync(SOURCE))
    .update(`${arch()} ${words.join(' ')}`)
    .digest('hex');
  const program = join(CACHE, 'native', `mlp-${precision}-${digest.slice(0, 12)}`);
  if (existsSync(program)) return program;
  mkdirSync(join(CACHE, 'native'), { recursive: true });
  try {
    await promisify(execFile)('cc', [...words, SOURCE, '-o', program, '-lm']);
  } catch (error) {
    throw new LeftOut(`no C compiler made ${SOURCE} (${firstLine(error)}); install gcc or clang as "cc"`);
  }
  return program;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0];
}
