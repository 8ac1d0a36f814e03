/** A program in a process of its own: its output is watched, it can be signalled, and it is never left behind. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

export interface ProgramOptions {
  /** Working directory; default that of this process. */
  readonly directory?: string | undefined;
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** In a process group of its own, so that Ctrl-C in the terminal does not reach it. */
  readonly apart?: boolean | undefined;
}

export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  readonly pid: number;
  /** What it has written so far, standard output and standard error in the order of arrival. */
  readonly output: () => string;
  /** Resolves as soon as its output matches; rejects with the output when it ends without. */
  shows(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<ProgramEnd>;
  signal(signal: NodeJS.Signals): void;
  /** Sends the signal, wakes it should it be stopped, and waits for its end. */
  end(signal: NodeJS.Signals): Promise<ProgramEnd>;
}

const living = new Set<number>();
process.once('exit', () => {
  for (const pid of living) process.kill(pid, 'SIGKILL');
});

/** The Node that runs TypeScript: this one, or the pinned one of node_modules where this one is older. */
function nodeProgram(): string {
  if (Number(process.versions.node.split('.')[0]) >= 26) return process.execPath;
  return createRequire(import.meta.url).resolve('node/bin/node');
}

/** Starts a file of JavaScript or TypeScript on Node. */
export function startProgram(file: string, words: readonly string[], options: ProgramOptions = {}): Program {
  const child = spawn(nodeProgram(), [file, ...words], {
    cwd: options.directory,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.apart ?? false,
  });
  const pid = child.pid ?? 0;
  living.add(pid);
  child.once('exit', () => living.delete(pid));
  const text = { stdout: '', stderr: '', all: '' };
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      text.all += chunk;
      wake();
    });
  let over = false;
  const ended = new Promise<ProgramEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      over = true;
      wake();
      resolve({ code, signal, stdout: text.stdout, stderr: text.stderr });
    });
  });
  return {
    pid,
    output: () => text.all,
    async shows(pattern) {
      for (;;) {
        const match = pattern.exec(text.all);
        if (match) return match;
        if (over) throw new Error(`the program ended before it showed ${pattern}:\n${text.all}`);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    ended,
    signal: (signal) => void child.kill(signal),
    end(signal) {
      child.kill(signal);
      child.kill('SIGCONT');
      return ended;
    },
  };
}
