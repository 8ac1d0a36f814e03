/**
 * The server that Prometheus scrapes and Kubernetes probes: GET /metrics, /healthz, /readyz, on a port of its own and
 * nothing else. It holds few connections for a short time, since anyone in the network may open some.
 */
import { timingSafeEqual, createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import type { HealthStatus } from './health.ts';

export interface MetricsServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Address to listen on; default the loopback, since the metrics are nobody else's business unless told. */
  readonly host?: string;
  readonly registry: Registry;
  readonly alive: () => HealthStatus;
  readonly ready: () => HealthStatus;
  /** Bearer token that /metrics then asks for; the probes need none. */
  readonly token?: string | undefined;
  /** Longest time in seconds that a client may take to send its request; default 5. */
  readonly requestSeconds?: number;
}

export interface MetricsServer {
  readonly port: number;
  readonly url: string;
  /**
   * Waits until the values of this moment have been fetched from /metrics, at most so many seconds; at once when nobody
   * has fetched any before. To be called at the end of a run, whose last step Prometheus would miss otherwise.
   */
  lastScrape(maximumSeconds: number): Promise<void>;
  /** Ends at once, open connections included. */
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Handler = (request: IncomingMessage) => Answer | Promise<Answer>;

const MAXIMUM_HEADER_BYTES = 8192;
const MAXIMUM_CONNECTIONS = 64;
const TEXT = 'text/plain; charset=utf-8';

function healthAnswer({ ok, reason }: HealthStatus): Answer {
  return { status: ok ? 200 : 503, body: `${reason}\n` };
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}

/** Compares digests, so that the time taken tells nothing of the token. */
function isAuthorized(request: IncomingMessage, token: string | undefined): boolean {
  if (token === undefined) return true;
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`));
}

async function metricsAnswer(request: IncomingMessage, { registry, token }: MetricsServerOptions): Promise<Answer> {
  if (!isAuthorized(request, token)) {
    return { status: 401, body: 'a bearer token is needed\n', headers: { 'www-authenticate': 'Bearer' } };
  }
  return { status: 200, body: await registry.metrics(), headers: { 'content-type': registry.contentType } };
}

function createHandlers(options: MetricsServerOptions): ReadonlyMap<string, Handler> {
  return new Map<string, Handler>([
    ['/metrics', (request) => metricsAnswer(request, options)],
    ['/healthz', () => healthAnswer(options.alive())],
    ['/readyz', () => healthAnswer(options.ready())],
  ]);
}

async function answer(request: IncomingMessage, handlers: ReadonlyMap<string, Handler>): Promise<Answer> {
  const handler = handlers.get(request.url?.split('?')[0] ?? '');
  if (!handler) return { status: 404, body: `not found; there is ${[...handlers.keys()].join(', ')}\n` };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { status: 405, body: 'GET or HEAD only\n', headers: { allow: 'GET, HEAD' } };
  }
  return await handler(request);
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, {
    'content-type': TEXT,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** Which scrapes came after which wait: a scrape carries the number of the wait that it began in. */
interface ScrapeWatch {
  readonly scraped: EventEmitter<{ scrape: [wait: number] }>;
  scrapes: number;
  wait: number;
}

function noteScrape(watch: ScrapeWatch, request: IncomingMessage, { status }: Answer, wait: number): void {
  if (status !== 200 || !request.url?.startsWith('/metrics')) return;
  watch.scrapes++;
  watch.scraped.emit('scrape', wait);
}

async function nextScrape(watch: ScrapeWatch, maximumSeconds: number): Promise<void> {
  if (watch.scrapes === 0) return;
  const own = ++watch.wait;
  const fetched = Promise.withResolvers<void>();
  const listen = (wait: number): void => {
    if (wait >= own) fetched.resolve();
  };
  watch.scraped.on('scrape', listen);
  // A timer that keeps the process alive: nothing else may.
  const timer = setTimeout(fetched.resolve, maximumSeconds * 1000);
  await fetched.promise;
  clearTimeout(timer);
  watch.scraped.off('scrape', listen);
}

/** A body is of no use here: it is not read, and the connection that sends one is closed after the answer. */
function createRequestListener(options: MetricsServerOptions, watch: ScrapeWatch) {
  const handlers = createHandlers(options);
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { wait } = watch;
    if (request.method !== 'GET' && request.method !== 'HEAD') response.shouldKeepAlive = false;
    answer(request, handlers).then(
      (result) => {
        send(response, result);
        noteScrape(watch, request, result, wait);
      },
      (error: unknown) =>
        send(response, { status: 500, body: `${error instanceof Error ? error.message : 'failed'}\n` }),
    );
  };
}

function createLimitedServer(options: MetricsServerOptions, watch: ScrapeWatch): Server {
  const milliseconds = (options.requestSeconds ?? 5) * 1000;
  const limits = {
    maxHeaderSize: MAXIMUM_HEADER_BYTES,
    headersTimeout: milliseconds,
    requestTimeout: milliseconds,
    keepAliveTimeout: 5000,
    connectionsCheckingInterval: milliseconds / 5,
  };
  const server = createServer(limits, createRequestListener(options, watch));
  server.maxConnections = MAXIMUM_CONNECTIONS;
  return server;
}

/**
 * Listens, then resolves. Rejects with the system's error (EADDRINUSE, EACCES, EADDRNOTAVAIL) when the port is not to
 * be had.
 */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const host = options.host ?? '127.0.0.1';
  const watch: ScrapeWatch = { scraped: new EventEmitter(), scrapes: 0, wait: 0 };
  const server = createLimitedServer(options, watch);
  server.listen(options.port, host);
  await once(server, 'listening');
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    lastScrape: (maximumSeconds) => nextScrape(watch, maximumSeconds),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
