/**
 * A program that answers each line of JSON on its standard input by one on its standard output. It ends, and whatever it has
 * started, when its input does: also when the bench is killed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { reasonIn } from './reason.ts';

export interface LineProcess {
  readonly pid: number;
  /** Throws with what the program wrote to standard error when it ended instead. */
  ask<Answer>(message: object): Promise<Answer>;
  close(): Promise<void>;
}

const ERROR_TAIL = 1500;

export function startLineProcess(
  program: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): LineProcess {
  const child = spawn(program, words, { env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told = (told + text).slice(-ERROR_TAIL)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid ?? 0,
    async ask<Answer>(message: object) {
      if (child.pid === undefined) await once(child, 'error').then(([error]) => Promise.reject(error as Error));
      child.stdin.write(`${JSON.stringify(message)}\n`);
      const { value, done } = await lines.next();
      if (!done) return JSON.parse(value) as Answer;
      await closed;
      throw new Error(`its process ended: ${reasonIn(told)}`);
    },
    async close() {
      child.stdin.end();
      await closed;
    },
  };
}
