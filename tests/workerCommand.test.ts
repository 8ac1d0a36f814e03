/** The words and the environment of enkit-worker, and what it says when it cannot take part. */
import { startEnkitWorker, startRedisServer, type RedisServerOptions } from '@enkit/testing';
import { expect, it, onTestFinished } from 'vitest';

const PATIENCE = 120_000;
const ANY_REDIS = 'redis://127.0.0.1:1';

async function worker(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await startEnkitWorker(words, {
    environment: { ENKIT_REDIS_URL: undefined, ...environment },
  }).ended;
  return { code, output: stdout + stderr };
}

async function redis(settings: RedisServerOptions['settings'] = {}) {
  const server = await startRedisServer({ settings });
  onTestFinished(() => server.stop());
  return server;
}

it('that the help names every option and the environment', { timeout: PATIENCE }, async () => {
  const { code, output } = await worker(['--help']);
  expect(code).toBe(0);
  for (const word of ['--redis', '--threads', '--concurrency', '--metrics-port', '--grace', '--lock', '--models'])
    expect(output).toContain(word);
  expect(output).toContain('ENKIT_REDIS_PASSWORD_FILE');
});

it.each([
  ['an unknown option', ['--treads', '2']],
  ['no threads', ['--threads', '0']],
  ['a lock shorter than a pause of a busy machine', ['--lock', '0.5']],
  ['a port that is none', ['--metrics-port', '65536']],
  ['a level of the log that does not exist', ['--log-level', 'loud']],
  ['a word too many', ['run']],
])('that %s is refused before Redis is asked', { timeout: PATIENCE }, async (_, words) => {
  const { code, output } = await worker(['--redis', ANY_REDIS, ...words]);
  expect([code, output]).toEqual([64, expect.stringMatching(/^error: /)]);
});

it.each([
  ['no Redis', [], {}, 64, 'REDIS_URL'],
  ['a Redis that is a web page', ['--redis', 'http://127.0.0.1'], {}, 64, 'REDIS_URL'],
  [
    'a password file that is not there',
    ['--redis', ANY_REDIS],
    { ENKIT_REDIS_PASSWORD_FILE: '/no/file' },
    66,
    'REDIS_FILE',
  ],
  [
    'a token file that is not there',
    ['--redis', ANY_REDIS],
    { ENKIT_METRICS_TOKEN_FILE: '/no/file' },
    66,
    'METRICS_TOKEN_FILE',
  ],
] as const)(
  'that %s is told by its code, without a stack trace',
  { timeout: PATIENCE },
  async (...[, words, environment, exit, said]) => {
    const { code, output } = await worker(words, environment);
    expect([code, output]).toEqual([exit, expect.stringContaining(said)]);
    expect(output).not.toMatch(/\bat \S+ \(|"stack"/);
  },
);

it('that a wrong password ends it at once, and is in no line of its log', { timeout: PATIENCE }, async () => {
  const { port } = await redis({ requirepass: 'right-one' });
  const { code, output } = await worker(['--redis', `redis://:wrong-one@127.0.0.1:${port}`]);
  expect([code, output]).toEqual([75, expect.stringContaining('REDIS_AUTH')]);
  expect(output).not.toContain('wrong-one');
});

it('that a Redis which would drop keys is refused', { timeout: PATIENCE }, async () => {
  const { url } = await redis({ 'maxmemory-policy': 'allkeys-lru' });
  const { output } = await worker(['--redis', url]);
  expect(output).toContain('REDIS_POLICY');
});
