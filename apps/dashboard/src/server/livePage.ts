/**
 * The live page of a run: a server for a few readers that a run can feed without ever waiting for one.
 */
import { createAdaptorServer } from '@hono/node-server';
import { EnkitError } from '@enkit/contracts';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PageEvent } from '../state/pageEvent.ts';
import { readAssets } from './assets.ts';
import { isLoopback, LEAST_TOKEN_LENGTH } from './authorisation.ts';
import { STREAM_LIMITS, type StreamLimits } from './eventStream.ts';
import { FrameHub, type MakeEvent, type OfferOptions } from './frameHub.ts';
import { createPageApplication } from './pageApplication.ts';

export interface LivePageOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Address to listen on; default the loopback. */
  readonly host?: string | undefined;
  /** What a reader must show; needed for every address but the loopback. */
  readonly token?: string | undefined;
  readonly limits?: Partial<StreamLimits> | undefined;
}

export interface LivePage {
  readonly port: number;
  readonly url: string;
  /** Tells an event that every reader sees. */
  publish(event: PageEvent): void;
  /** Tells the latest of its kind, at a bounded rate; `make` is called when it is about to be sent. */
  offer(key: string, make: MakeEvent, options: OfferOptions): void;
  /** Sends what is left to tell, says goodbye, and ends all connections within a second. */
  close(): Promise<void>;
}

const MAXIMUM_HEADER_BYTES = 8192;
const MAXIMUM_CONNECTIONS = 128;
const REQUEST_MILLISECONDS = 5000;
const GOODBYE_MILLISECONDS = 1000;

/** Listens, then resolves. Errors: UI_TOKEN, UI_LISTEN. */
export async function startLivePage(options: LivePageOptions): Promise<LivePage> {
  const host = options.host ?? '127.0.0.1';
  checkToken(host, options.token);
  const hub = new FrameHub();
  const limits = { ...STREAM_LIMITS, ...options.limits };
  const listening = { port: options.port };
  const application = createPageApplication({
    hub,
    assets: await readAssets(),
    token: options.token,
    port: () => listening.port,
    limits,
  });
  const server = createLimitedServer(application.fetch);
  listening.port = await listen(server, host, options.port);
  // Such as too many open files: a matter of the page, not of the run.
  server.on('error', ({ message }) =>
    hub.publish({ type: 'log', line: { time: Date.now(), level: 'error', text: message } }),
  );
  return {
    port: listening.port,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listening.port}/`,
    publish: (event) => hub.publish(event),
    offer: (key, make, offered) => hub.offer(key, make, offered),
    close: () => closeServer(server, hub),
  };
}

function checkToken(host: string, token: string | undefined): void {
  if (token === undefined ? isLoopback(host) : token.length >= LEAST_TOKEN_LENGTH) return;
  throw new EnkitError('UI_TOKEN', {
    expected: `a token of at least ${LEAST_TOKEN_LENGTH} characters${token === undefined ? ` to serve the page at ${host}` : ''}`,
    got: token === undefined ? 'none' : `one of ${token.length}`,
  });
}

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

function createLimitedServer(fetch: Fetch): Server {
  const serverOptions = {
    maxHeaderSize: MAXIMUM_HEADER_BYTES,
    headersTimeout: REQUEST_MILLISECONDS,
    requestTimeout: REQUEST_MILLISECONDS,
    connectionsCheckingInterval: REQUEST_MILLISECONDS / 5,
    keepAliveTimeout: REQUEST_MILLISECONDS,
  };
  const server = createAdaptorServer({ fetch, createServer, serverOptions, overrideGlobalObjects: false }) as Server;
  server.maxConnections = MAXIMUM_CONNECTIONS;
  return server;
}

/** The port that is listened on. */
async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const got = error instanceof Error ? error.message : String(error);
    throw new EnkitError('UI_LISTEN', { expected: `the page at ${host}:${port}`, got, cause: error });
  }
  server.unref();
  return (server.address() as AddressInfo).port;
}

async function closeServer(server: Server, hub: FrameHub): Promise<void> {
  const closed = once(server, 'close');
  hub.close();
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), GOODBYE_MILLISECONDS);
  await closed;
  clearTimeout(timer);
}
