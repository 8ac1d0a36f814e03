import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { PageEvent } from '../state/pageEvent.ts';
import { readEvents } from '../testSupport/eventReader.ts';
import { progress, RUN, stepEvent } from '../testSupport/samples.ts';
import { startLivePage, type LivePage, type LivePageOptions } from './livePage.ts';

const TOKEN = 'a-token-of-20-letters';
const MORE_THAN_SOCKETS_HOLD = 2 ** 25;
const open: LivePage[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((page) => page.close()));
});

async function start(options: Partial<LivePageOptions> = {}): Promise<LivePage> {
  const page = await startLivePage({ port: 0, ...options });
  open.push(page);
  return page;
}

/** Bytes as they are, and the whole answer. */
async function raw(page: LivePage, request: string): Promise<string> {
  const socket = connect(page.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(request);
  return text(socket);
}

function get(path: string, ...headers: string[]): string {
  return [`GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close', ...headers, '', ''].join('\r\n');
}

function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}

describe('the page', () => {
  test('that the files of the bundle are served with a policy that lets nothing else in', async () => {
    const page = await start();
    for (const [path, type] of [
      ['', 'text/html'],
      ['app.js', 'text/javascript'],
      ['app.css', 'text/css'],
    ]) {
      const response = await fetch(`${page.url}${path}`);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`]);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/^default-src 'none';/);
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(await response.text()).not.toBe('');
    }
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])('that %s is refused', async (method) => {
    const page = await start();
    for (const path of ['', 'events', 'nowhere']) {
      const response = await fetch(`${page.url}${path}`, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
    }
  });

  test.each([
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/.%2e/bundle/app.js',
    '//etc/passwd',
    '/app.js/../../src/index.ts',
    '/app.js%00.html',
    '/index.ts',
    '/bundle/app.js',
  ])('that %s leads nowhere', async (path) => {
    const answer = await raw(await start(), get(path));
    expect([400, 404]).toContain(statusOf(answer));
    expect(answer).not.toMatch(/@enkit|root:|export /);
  });

  test.each([
    ['no HTTP at all', 'HELO there\r\n\r\n', 400],
    ['a request without a host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['a host that is none', 'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n', 400],
    ['two lengths', get('/', 'Content-Length: 1', 'Content-Length: 2'), 400],
    ['a header beyond 8 kB', get('/', `X-Long: ${'x'.repeat(9000)}`), 431],
    ['a path beyond 8 kB', get(`/${'x'.repeat(9000)}`), 431],
  ])('that %s is refused, and the page lives on', async (_name, request, status) => {
    const page = await start();
    expect(statusOf(await raw(page, request))).toBe(status);
    expect((await fetch(page.url)).status).toBe(200);
  });

  test('that a body that comes with a refused request is not waited for', async () => {
    const request = 'POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n';
    expect(statusOf(await raw(await start(), request))).toBe(405);
  });

  test('that a taken port is a coded error', async () => {
    const page = await start();
    await expect(startLivePage({ port: page.port })).rejects.toMatchObject({ code: 'UI_LISTEN' });
    await expect(startLivePage({ port: 0, host: '203.0.113.7', token: TOKEN })).rejects.toMatchObject({
      code: 'UI_LISTEN',
    });
  });
});

describe('who may look', () => {
  test('that beyond the loopback a token of 16 letters is needed', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.7', 'localhost.example.org'])
      await expect(startLivePage({ port: 0, host })).rejects.toMatchObject({ code: 'UI_TOKEN' });
    await expect(startLivePage({ port: 0, host: '0.0.0.0', token: 'x'.repeat(15) })).rejects.toMatchObject({
      code: 'UI_TOKEN',
    });
    await expect(startLivePage({ port: 0, token: 'short' })).rejects.toMatchObject({ code: 'UI_TOKEN' });
    expect(
      (await fetch((await start({ host: '0.0.0.0', token: TOKEN })).url.replace('0.0.0.0', '127.0.0.1'))).status,
    ).toBe(401);
  });

  test('that nothing is told without the token, whatever the path', async () => {
    const page = await start({ token: TOKEN });
    for (const path of ['', 'app.js', 'events', 'nowhere', '?token=', '?token=wrong', `?token=${TOKEN}x`]) {
      const response = await fetch(`${page.url}${path}`, { redirect: 'manual' });
      expect([path, response.status]).toEqual([path, 401]);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(response.headers.get('set-cookie')).toBeNull();
    }
    for (const headers of [
      { authorization: 'Bearer wrong' },
      { authorization: TOKEN },
      { cookie: `enkit-ui-${page.port}=${TOKEN}` },
    ])
      expect((await fetch(page.url, { headers })).status).toBe(401);
  });

  test('that a bearer is let in', async () => {
    const page = await start({ token: TOKEN });
    const reader = await readEvents(page.url, { authorization: `Bearer ${TOKEN}` });
    expect((await reader.nextMessage())?.event).toBe('state');
    await reader.close();
  });

  test('that the address with the token leaves a cookie without it, and an address without it', async () => {
    const page = await start({ token: TOKEN });
    const response = await fetch(`${page.url}?token=${TOKEN}`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([303, './']);
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).not.toContain(TOKEN);
    const headers = { cookie: cookie.split(';')[0] };
    expect((await fetch(page.url, { headers })).status).toBe(200);
    const other = await start({ token: `another-${TOKEN}` });
    expect(
      (await fetch(other.url, { headers: { cookie: headers.cookie.replace(String(page.port), String(other.port)) } }))
        .status,
    ).toBe(401);
  });

  test('that a foreign name that was pointed at this machine is refused', async () => {
    const page = await start();
    for (const host of ['evil.example.org', 'evil.example.org:80', '127.0.0.1.example.org', '[::2]', '10.0.0.1'])
      expect([host, statusOf(await raw(page, get('/').replace('127.0.0.1', host)))]).toEqual([host, 421]);
    for (const host of ['localhost', 'LOCALHOST:9', '127.0.0.1:80', '[::1]:80', '127.8.8.8'])
      expect([host, statusOf(await raw(page, get('/').replace('127.0.0.1', host)))]).toEqual([host, 200]);
  });
});

describe('the stream of events', () => {
  test('that it begins with the state and goes on with events', async () => {
    const page = await start();
    page.publish(RUN);
    const reader = await readEvents(page.url);
    expect((await reader.next())?.event).toBe('beat');
    const first = await reader.nextMessage();
    expect(first).toMatchObject({ event: 'state' });
    expect(JSON.parse(first?.data ?? '')).toMatchObject({ run: { name: 'sine' }, phase: 'starting' });
    page.publish(stepEvent(1));
    page.offer('progress', () => ({ type: 'progress', progress: progress({ done: 4 }) }), { perSecond: 10 });
    const second = await reader.nextMessage();
    expect(second).toMatchObject({ event: 'events' });
    expect((JSON.parse(second?.data ?? '') as PageEvent[]).map(({ type }) => type)).toEqual(['step', 'progress']);
    await reader.close();
  });

  test('that a reader that comes back with its last event goes on from there', async () => {
    const page = await start();
    const reader = await readEvents(page.url);
    const seen = await reader.nextMessage();
    await reader.close();
    page.publish(stepEvent(1));
    const again = await readEvents(page.url, { 'last-event-id': seen?.id ?? '' });
    expect(await again.nextMessage()).toMatchObject({ event: 'events' });
    await again.close();
    const lost = await readEvents(page.url, { 'last-event-id': 'of-another-server.9' });
    expect(await lost.nextMessage()).toMatchObject({ event: 'state' });
    await lost.close();
  });

  test('that a silent run is known to be there by beats', async () => {
    const page = await start({ limits: { beatMilliseconds: 20 } });
    const reader = await readEvents(page.url);
    await reader.nextMessage();
    expect((await reader.next())?.event).toBe('beat');
    expect((await reader.next())?.event).toBe('beat');
    await reader.close();
  });

  test('that closing tells the last word and says goodbye', async () => {
    const page = await start();
    const reader = await readEvents(page.url);
    await reader.nextMessage();
    page.publish({ type: 'ended', ending: { kind: 'interrupted', step: 3 } });
    await page.close();
    expect((await reader.nextMessage())?.data).toContain('interrupted');
    expect((await reader.nextMessage())?.event).toBe('bye');
    expect(await reader.nextMessage()).toBeUndefined();
    await expect(fetch(page.url)).rejects.toThrow('fetch failed');
  });

  test('that a client that does not read is dropped, and holds up neither the run nor the others', async () => {
    const page = await start({ limits: { writeMilliseconds: 100 } });
    page.publish({ type: 'log', line: { level: 'info', text: 'x'.repeat(MORE_THAN_SOCKETS_HOLD) } });
    const slow = await silentClient(page);
    page.publish({ type: 'restart' });
    const reader = await readEvents(page.url);
    expect(await reader.nextMessage()).toMatchObject({ event: 'state' });
    page.publish(stepEvent(1));
    expect(await reader.nextMessage()).toMatchObject({ event: 'events' });
    await reader.close();
    // Timers fire in their order: that of the server was set before this one.
    await delay(150);
    expect(await drain(slow)).toBeLessThan(MORE_THAN_SOCKETS_HOLD);
  });

  test('that more readers than it can serve are asked to wait, and let in when others leave', async () => {
    const page = await start();
    const readers = await Promise.all(Array.from({ length: 32 }, () => readEvents(page.url)));
    const refused = await fetch(`${page.url}events`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    await Promise.all(readers.map((reader) => reader.close()));
    await expect
      .poll(async () =>
        (await readEvents(page.url)).close().then(
          () => 'in',
          () => 'out',
        ),
      )
      .toBe('in');
  });
});

/** Asks for the events and reads no more than shows that they have begun. */
async function silentClient(page: LivePage): Promise<Socket> {
  const socket = connect(page.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(get('/events'));
  await once(socket, 'readable');
  return socket;
}

/** Bytes that are still to be had. */
async function drain(socket: Socket): Promise<number> {
  let received = 0;
  socket.on('data', (chunk: Buffer) => (received += chunk.length));
  if (!socket.destroyed) await once(socket, 'close');
  return received;
}
