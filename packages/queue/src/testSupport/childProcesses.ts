/** Child processes of tests: started, killed, frozen, started again, and never left behind. */
import { CACHE_DIRECTORY } from '@enkit/testing';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcess;
  /** What it has sent so far. */
  readonly messages: readonly string[];
  /** Resolves when it sends a message that matches. */
  saw(pattern: RegExp): Promise<string>;
  /** Ends it by the signal and waits for that. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts `script` of this folder. */
export function startChild(script: string, commandArguments: readonly string[]): Child {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), commandArguments, {
    execArgv: [],
    // Half of the time that a child takes to start is spent on compiling the same modules again.
    env: { ...process.env, NODE_COMPILE_CACHE: join(CACHE_DIRECTORY, 'compile') },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const messages: string[] = [];
  const exited = once(child, 'exit');
  child.on('message', (message) => messages.push(typeof message === 'string' ? message : JSON.stringify(message)));
  return {
    process: child,
    messages,
    saw: async (pattern) => {
      for (;;) {
        const found = messages.find((message) => pattern.test(message));
        if (found !== undefined) return found;
        const [message] = (await Promise.race([once(child, 'message'), exited.then(() => [undefined])])) as unknown[];
        if (message === undefined) throw new Error(`${script} ended before it sent ${pattern.source}`);
      }
    },
    end: async (signal) => {
      child.kill(signal);
      child.kill('SIGCONT');
      await exited;
    },
  };
}

export interface WorkerFleet {
  readonly children: readonly Child[];
  /** kill -9; the supervisor starts another one. */
  killOne(index: number): void;
  /** Deaths so far. */
  readonly deaths: number;
  stop(): Promise<void>;
}

/** Worker processes under a supervisor that starts each one again when it dies, as Kubernetes would. */
export async function startFleet(size: number, commandArguments: readonly string[]): Promise<WorkerFleet> {
  const children: Child[] = [];
  let stopping = false;
  let deaths = 0;
  const start = async (index: number): Promise<void> => {
    const child = startChild('workerProcess.ts', commandArguments);
    children[index] = child;
    child.process.once('exit', () => {
      if (stopping) return;
      deaths++;
      void start(index).catch(() => undefined);
    });
    await child.saw(/ready/);
  };
  await Promise.all(Array.from({ length: size }, (_, index) => start(index)));
  return {
    children,
    killOne: (index) => void children[index].process.kill('SIGKILL'),
    get deaths() {
      return deaths;
    },
    stop: async () => {
      stopping = true;
      await Promise.all(children.map((child) => child.end('SIGKILL')));
    },
  };
}
