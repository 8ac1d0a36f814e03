/** A private Redis server for one test: its own port, folder and settings; it can be killed, frozen and restarted. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findRedisProgram, type ServerProgram } from './redisProgram.ts';

export interface RedisServerOptions {
  /** Lines of redis.conf by name, such as { appendonly: 'yes' }; several values become several lines. */
  readonly settings?: Readonly<Record<string, string | readonly string[]>>;
  /** Files in PEM; the server then speaks TLS only. */
  readonly tls?: { readonly certificate: string; readonly key: string; readonly authority: string };
  /** In a process group of its own, so that Ctrl-C in the terminal does not reach it. */
  readonly apart?: boolean;
}

export interface RedisServer {
  /** redis://127.0.0.1:port, or rediss://localhost:port with TLS; without user and password. */
  readonly url: string;
  readonly port: number;
  /** Where it keeps its files. */
  readonly directory: string;
  pid(): number;
  /** SIGKILL, as a crash. */
  kill(): Promise<void>;
  /** Starts it again on the same port, folder and settings. */
  restart(): Promise<void>;
  /** SIGSTOP and SIGCONT. */
  freeze(): void;
  thaw(): void;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

const DEFAULT_SETTINGS = { save: '', appendonly: 'no', 'maxmemory-policy': 'noeviction' };
const ATTEMPTS = 5;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/** The text of redis.conf. */
function configuration(port: number, directory: string, { settings = {}, tls }: RedisServerOptions): string {
  const network = tls
    ? {
        port: '0',
        'tls-port': String(port),
        'tls-cert-file': tls.certificate,
        'tls-key-file': tls.key,
        'tls-ca-cert-file': tls.authority,
        'tls-auth-clients': 'no',
      }
    : { port: String(port) };
  const all = { bind: '127.0.0.1', dir: directory, ...network, ...DEFAULT_SETTINGS, ...settings };
  const lines = Object.entries(all).flatMap(([name, values]) =>
    (typeof values === 'string' ? [values] : values).map((value) => `${name} ${value === '' ? '""' : value}`),
  );
  return `${lines.join('\n')}\n`;
}

async function waitUntilReady(child: ChildProcess): Promise<void> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    lines.push(line);
    if (line.includes('Ready to accept connections')) return;
  }
  throw new Error(`the Redis server did not start: ${lines.slice(-3).join(' | ')}`);
}

async function launch(
  { path, environment }: ServerProgram,
  port: number,
  directory: string,
  options: RedisServerOptions,
) {
  const file = join(directory, 'redis.conf');
  await writeFile(file, configuration(port, directory, options));
  const child = spawn(path, [file], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: options.apart ?? false,
  });
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killAtExit);
  child.once('exit', () => process.off('exit', killAtExit));
  await waitUntilReady(child);
  child.stdout?.resume();
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  // A frozen process does not hear SIGTERM.
  child.kill('SIGCONT');
  await exited;
}

/** A port that is free now may be taken a moment later by another test: try a few. */
async function launchOnFreePort(program: ServerProgram, directory: string, options: RedisServerOptions) {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return { port, child: await launch(program, port, directory, options) };
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/** Starts a server of the test's own, without persistence and with noeviction unless the settings say otherwise. */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const program = await findRedisProgram();
  const directory = await mkdtemp(join(tmpdir(), 'enkit-redis-'));
  const started = await launchOnFreePort(program, directory, options).catch(async (error: unknown) => {
    await rm(directory, { recursive: true, force: true });
    throw error;
  });
  const { port } = started;
  let { child } = started;
  return {
    url: options.tls ? `rediss://localhost:${port}` : `redis://127.0.0.1:${port}`,
    port,
    directory,
    pid: () => child.pid ?? 0,
    kill: () => end(child, 'SIGKILL'),
    restart: async () => {
      await end(child, 'SIGTERM');
      child = await launch(program, port, directory, options);
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    stop: async () => {
      await end(child, 'SIGTERM');
      await rm(directory, { recursive: true, force: true });
    },
  };
}
