/** The live page from the command line: `--ui` of run and resume, and `enkit ui`. */
import type { LivePage } from '@enkit/dashboard';
import { InvalidArgumentError, type Command } from 'commander';
import { createPageListener, type PageListener } from '../ui/pageListener.ts';
import type { Terminal } from './terminal.ts';

export const DEFAULT_UI_PORT = 7310;
/** Its value is a secret. */
export const UI_TOKEN_OPTION = '--ui-token';
const LOOPBACK = '127.0.0.1';

export interface UiAddressOptions {
  readonly uiHost: string;
  readonly uiToken?: string;
}

export interface UiCommandOptions extends UiAddressOptions {
  /** true: the default port. */
  readonly ui?: number | true;
  readonly uiKeep: boolean;
}

/** A page that listens to a run of this process. */
export interface RunPage extends Omit<PageListener, 'close'> {
  /** Waits for `signal` if the page is to stay after the run. */
  stay(signal: AbortSignal): Promise<void>;
  /** Says goodbye to its readers. */
  close(): Promise<void>;
}

function parseUiPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('Expected a port, 0 to 65535; for the default port put --ui last.');
}

export function withUiAddress(command: Command): Command {
  return command
    .option('--ui-host <address>', 'address of the live page; all but the loopback need a token', LOOPBACK)
    .option(`${UI_TOKEN_OPTION} <token>`, 'what readers of the live page must show (better: ENKIT_UI_TOKEN)');
}

export function withUiOptions(command: Command): Command {
  command.option('--ui [port]', `serve a live page of the run (default port: ${DEFAULT_UI_PORT})`, parseUiPort);
  return withUiAddress(command).option('--ui-keep', 'keep the page after the run, until Ctrl-C', false);
}

/** Starts the page's server and tells where it is. Errors: UI_TOKEN, UI_LISTEN. */
export async function openPage(port: number, options: UiAddressOptions, terminal: Terminal): Promise<LivePage> {
  // Most runs have no page: its server is loaded for those that do.
  const { startLivePage } = await import('@enkit/dashboard');
  const token = options.uiToken ?? process.env['ENKIT_UI_TOKEN'];
  const page = await startLivePage({ port, host: options.uiHost, token: token === '' ? undefined : token });
  terminal.note(`live page: ${page.url}${token ? ' (add ?token=... once)' : ''}`);
  return page;
}

/** The page of a run of this process, when it is asked for. */
export async function openRunPage(options: UiCommandOptions, terminal: Terminal): Promise<RunPage | undefined> {
  if (options.ui === undefined) return undefined;
  const page = await openPage(options.ui === true ? DEFAULT_UI_PORT : options.ui, options, terminal);
  const listener = createPageListener(page);
  return {
    ...listener,
    async stay(signal) {
      if (options.uiKeep) await untilStopped(page, signal, terminal);
    },
    close() {
      listener.close();
      return page.close();
    },
  };
}

/** Keeps the page, and with it the process, until the signal. */
async function untilStopped(page: LivePage, signal: AbortSignal, terminal: Terminal): Promise<void> {
  terminal.note(`the live page stays at ${page.url} until Ctrl-C`);
  // The server does not keep the process alive by itself, so that a run can end.
  const alive = setInterval(() => undefined, 60_000);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  clearInterval(alive);
}
