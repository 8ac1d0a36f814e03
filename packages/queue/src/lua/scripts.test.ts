import { startRedis, type TestRedis } from '@enkit/testing';
import type { Redis } from 'ioredis';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCommandConnection } from '../redis/connection.ts';
import { runScript, type ScriptName, SCRIPTS } from '../redis/scripts.ts';

let test: TestRedis;
let redis: Redis;
let place = 0;
let key: (name: string) => string;

beforeAll(async () => {
  test = await startRedis();
  redis = openCommandConnection({ url: test.url }, () => undefined);
  return async () => {
    redis.disconnect();
    await test.stop();
  };
});
beforeEach(() => {
  const prefix = `${test.prefix}:${place++}`;
  key = (name) => `${prefix}:${name}`;
});

const run = (name: ScriptName, keys: string[], ...values: (string | number)[]) =>
  runScript(redis, name, keys.map(key), values);

const acquire = (owner: string, checkpoint = 0) =>
  run('leaseAcquire', ['lease', 'epoch'], owner, checkpoint, 60_000, 100);
const renew = (owner: string, epoch: number) => run('leaseRenew', ['lease', 'epoch'], owner, epoch, 60_000, 100);

describe('the lease of a run', () => {
  it('that one owner holds is refused to another, and given back only by its owner', async () => {
    expect(await acquire('a')).toEqual([1, 1]);
    expect(await acquire('b')).toEqual([0, 1, 'a']);
    expect(await run('leaseRelease', ['lease'], 'b')).toBe(0);
    expect(await run('leaseRelease', ['lease'], 'a')).toBe(1);
    expect(await acquire('b')).toEqual([1, 2]);
  });

  it('that is asked for twice by one owner, a reply being lost, has one epoch', async () => {
    expect(await acquire('a')).toEqual([1, 1]);
    expect(await acquire('a')).toEqual([1, 1]);
  });

  it('that is new has an epoch above that of Redis and above that of the checkpoint', async () => {
    expect(await acquire('a', 41)).toEqual([1, 42]);
    await redis.del(key('lease'));
    expect(await acquire('b', 7)).toEqual([1, 43]);
  });

  it('that a successor holds is lost to the predecessor, also when Redis goes back in time', async () => {
    await acquire('a');
    await redis.del(key('lease'));
    await acquire('b');
    expect(await renew('a', 1)).toBe(0);
    expect(await renew('b', 2)).toBe(1);
    await redis.mset({ [key('lease')]: 'a', [key('epoch')]: '1' });
    expect(await renew('b', 2)).toBe(2);
    expect(await renew('a', 1)).toBe(0);
  });

  it('that Redis has forgotten is restored by its owner, with a time to live on everything', async () => {
    await acquire('a', 9);
    await redis.del(key('lease'), key('epoch'));
    expect(await renew('a', 10)).toBe(2);
    expect(await redis.get(key('epoch'))).toBe('10');
    expect(await redis.ttl(key('epoch'))).toBeGreaterThan(0);
    expect(await redis.pttl(key('lease'))).toBeGreaterThan(0);
  });
});

describe('the results of a request', () => {
  const open = (epoch = 5) => run('requestOpen', ['epoch', 'results', 'requests', 'parameters'], epoch, 'name', 100);
  const begin = (token: string, strikes = 3, epoch = 5, kind = 'starts') =>
    run('jobBegin', ['epoch', 'results'], epoch, '0-4', kind, token, strikes);
  const end = (token: string) => run('jobEnd', ['results'], '0-4', 'starts', token);
  const keys = ['epoch', 'results', 'offered', 'results:0-4'];
  const commitOffered = (digest: string, token = 't', epoch = 5) =>
    run('resultCommit', keys, epoch, '0-4', digest, '{}', 'starts', token, 100);
  const commit = async (digest: string, token = 't', epoch = 5) => {
    await redis.set(key('offered'), `bytes of ${digest}`);
    const answer = await commitOffered(digest, token, epoch);
    expect(await redis.exists(key('offered'))).toBe(0);
    return answer;
  };
  const read = (bytes: number, most: number) => run('resultRead', ['results', 'results:0-4'], '0-4', bytes, most);

  beforeEach(async () => {
    await redis.set(key('epoch'), '5');
  });

  it('that are open take the first result, know it again, and remember that another one was offered', async () => {
    expect(await open()).toBe('NEW');
    expect(await open()).toBe('OPEN');
    expect(await commit('one')).toBe('OK');
    expect(await commit('one')).toBe('DUPLICATE');
    expect(await commit('two')).toBe('CONFLICT');
    expect(await commit('three')).toBe('CONFLICT');
    expect(await redis.hget(key('results'), 'conflicts')).toBe('0-4,');
    expect(await redis.get(key('results:0-4'))).toBe('bytes of one');
    expect(await read(12, 100)).toEqual(['one', '{}', 12]);
    for (const name of ['results', 'results:0-4', 'requests', 'parameters'])
      expect(await redis.ttl(key(name))).toBeGreaterThan(0);
  });

  it('that have lost their predictions leave the batch open, and are known again where they had been taken', async () => {
    await open();
    expect(await commitOffered('one')).toBe('LOST');
    expect(await read(12, 100)).toEqual([]);
    expect(await commit('one')).toBe('OK');
    expect(await commitOffered('one')).toBe('DUPLICATE');
  });

  it('that belong to another epoch, or were closed or lost, take nothing', async () => {
    expect(await commit('one')).toBe('CLOSED');
    expect(await begin('t')).toBe('CLOSED');
    await open();
    for (const epoch of [4, 6]) {
      expect(await commit('one', 't', epoch)).toBe('STALE');
      expect(await begin('t', 3, epoch)).toBe('STALE');
      expect(await open(epoch)).toBe('STALE');
    }
    await redis.del(key('epoch'));
    expect(await commit('one')).toBe('STALE');
    expect(await redis.hlen(key('results'))).toBe(1);
  });

  it('that are read with another size than expected give the size, not the bytes', async () => {
    await open();
    expect(await read(12, 100)).toEqual([]);
    await commit('one');
    expect(await read(11, 100)).toEqual(['one', 2, 12]);
    expect(await read(12, 1)).toEqual(['one', 2, 12]);
  });

  it('that are closed leave nothing, neither data nor their name', async () => {
    await open();
    await commit('one');
    await redis.hset(key('parameters'), '0-4', 'x');
    expect(await redis.smembers(key('requests'))).toEqual(['name']);
    expect(await run('requestClose', ['requests', 'results', 'parameters', 'points'], 'name')).toBe(3);
    expect(await redis.exists(...['requests', 'results', 'results:0-4', 'parameters'].map(key))).toBe(0);
    expect(await commit('one')).toBe('CLOSED');
  });

  it('that a batch starts and never ends make it poison; orderly ends and a lost reply do not', async () => {
    await open();
    expect(await begin('a')).toBe('OK');
    expect(await begin('a')).toBe('OK');
    expect(await end('a')).toBe(1);
    expect(await end('a')).toBe(0);
    for (const token of ['b', 'c', 'd']) expect(await begin(token)).toBe('OK');
    expect(await begin('e')).toBe('POISON');
    expect(await begin('e', 3, 5, 'alone')).toBe('OK');
    await end('c');
    expect(await begin('e')).toBe('OK');
  });

  it('that hold a result keep its batch from starting again, and its start is taken back', async () => {
    await open();
    await begin('a');
    await commit('one', 'a');
    expect(await redis.hget(key('results'), '0-4:starts')).toBe('');
    expect(await begin('b')).toBe('DONE');
  });
});

describe('the register of workers', () => {
  const list = (silence: number) => run('workerList', ['workers', 'seen'], silence);
  const register = (id: string, text: string) => run('workerRegister', ['workers', 'seen'], id, text, 100);

  it('that hears nothing of a worker forgets it', async () => {
    await register('a', '{"id":"a"}');
    await register('b', '{"id":"b"}');
    await redis.zadd(key('seen'), 1000, 'a');
    expect(await list(5000)).toEqual(['{"id":"b"}']);
    for (const name of ['workers', 'seen']) expect(await redis.ttl(key(name))).toBeGreaterThan(0);
    await register('b', '');
    expect(await list(5000)).toEqual([]);
    expect(await redis.exists(key('workers'), key('seen'))).toBe(0);
  });
});

describe('a script', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.lua'));

  it('that lies in this folder is one that is loaded, and the other way round', () => {
    expect(files.map((file) => file.replace('.lua', '')).sort()).toEqual(Object.keys(SCRIPTS).sort());
  });

  it.each(files)('that is %s says in its header which keys and arguments it has and what it returns', (file) => {
    const [header, body] = readFileSync(new URL(file, import.meta.url), 'utf8').split(']]\n');
    expect(header).toContain('Returns');
    for (const kind of ['KEYS', 'ARGV']) {
      const used = new Set([...body.matchAll(new RegExp(`${kind}\\[(\\d+)\\]`, 'g'))].map(([, number]) => number));
      const told = new Set([...header.matchAll(new RegExp(`${kind}\\[(\\d+)\\]`, 'g'))].map(([, number]) => number));
      expect([...told].sort()).toEqual([...used].sort());
    }
  });
});
