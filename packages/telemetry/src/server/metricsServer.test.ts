import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Gauge, Registry } from 'prom-client';
import { afterEach, describe, expect, test } from 'vitest';
import type { HealthStatus } from './health.ts';
import { type MetricsServer, type MetricsServerOptions, startMetricsServer } from './metricsServer.ts';

const good: HealthStatus = { ok: true, reason: 'ready' };
const running: MetricsServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function start(options: Partial<MetricsServerOptions> = {}): Promise<MetricsServer> {
  const registry = new Registry();
  new Gauge({ name: 'enkit_answer', help: 'An answer.', registers: [registry] }).set(42);
  const server = await startMetricsServer({ port: 0, registry, alive: () => good, ready: () => good, ...options });
  running.push(server);
  return server;
}

/** Sends bytes as they are and gives all that comes back. */
async function exchange(server: MetricsServer, request: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(request);
  return await text(socket);
}

describe('the metrics server', () => {
  test('that is asked for metrics gives the registry in Prometheus’ format', async () => {
    const response = await fetch(`${(await start()).url}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await response.text()).toContain('enkit_answer 42');
  });

  test('that is asked for its health answers 200 or 503 with the reason, each probe for itself', async () => {
    const server = await start({ ready: () => ({ ok: false, reason: 'Redis is not connected' }) });
    const [alive, ready] = await Promise.all([fetch(`${server.url}/healthz`), fetch(`${server.url}/readyz`)]);
    expect(alive.status).toBe(200);
    expect(ready.status).toBe(503);
    expect(await ready.text()).toBe('Redis is not connected\n');
  });

  test('that is asked for anything else answers 404, whatever the path tries', async () => {
    const server = await start();
    for (const path of ['/', '/metrics/', '/../etc/passwd', '//metrics', '/__proto__', '/%2e%2e/metrics']) {
      expect(await exchange(server, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 404 /,
      );
    }
  });

  test('that is sent another method answers 405, says which it takes, and does not wait for the body', async () => {
    const answer = await exchange(await start(), 'POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 405 [^]*allow: GET, HEAD/i);
  });

  test('that is asked for the head only sends no body', async () => {
    const response = await fetch(`${(await start()).url}/metrics`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  test('that is sent a huge header answers 431', async () => {
    const header = 'x'.repeat(9000);
    expect(await exchange(await start(), `GET /metrics HTTP/1.1\r\nHost: x\r\nX: ${header}\r\n\r\n`)).toMatch(/ 431 /);
  });

  test('that is sent no HTTP answers 400', async () => {
    expect(await exchange(await start(), 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('that a client keeps waiting for its request hangs up with 408, and serves others meanwhile', async () => {
    const server = await start({ requestSeconds: 0.1 });
    const slow = Array.from({ length: 20 }, () => exchange(server, 'GET /metrics HTTP/1.1\r\nHost: '));
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('that has a token gives metrics to those who know it and health to all', async () => {
    const server = await start({ token: 'correct horse' });
    const ask = (authorization: string) => fetch(`${server.url}/metrics`, { headers: { authorization } });
    expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
    expect((await ask('Bearer wrong')).status).toBe(401);
    expect((await ask('Bearer correct horse')).status).toBe(200);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  test('that fails to read a metric answers 500 in one line', async () => {
    const registry = new Registry();
    const collect = () => {
      throw new Error('the value is not to be had');
    };
    registry.registerMetric(new Gauge({ name: 'enkit_broken', help: 'Breaks.', registers: [], collect }));
    const response = await fetch(`${(await start({ registry })).url}/metrics`);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('the value is not to be had\n');
  });

  test('that finds its port taken says so to who starts it', async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  });

  test('that waits for the last scrape ends with it', async () => {
    const server = await start();
    await fetch(`${server.url}/metrics`);
    const waiting = server.lastScrape(60);
    await fetch(`${server.url}/healthz`);
    await fetch(`${server.url}/metrics`);
    await waiting;
    expect(server.port).toBeGreaterThan(0);
  });

  test('that waits for the last scrape waits no longer than it was told, and not at all where nobody scrapes', async () => {
    const server = await start();
    await server.lastScrape(3600);
    await fetch(`${server.url}/metrics`);
    await server.lastScrape(0.05);
    expect((await fetch(`${server.url}/metrics`)).status).toBe(200);
  });

  test('that is closed drops open connections and frees its port', async () => {
    const server = await start();
    const idle = connect(server.port, '127.0.0.1');
    await once(idle, 'connect');
    const dropped = once(idle, 'close');
    await server.close();
    running.length = 0;
    await dropped;
    expect((await start({ port: server.port })).port).toBe(server.port);
  });
});
