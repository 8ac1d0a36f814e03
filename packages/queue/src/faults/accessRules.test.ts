/** The users and the TLS settings of docs/redis.md, on a real server. */
import { startRedisServer } from '@enkit/testing';
import { Redis } from 'ioredis';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connectionOptions, type RedisSettings } from '../redis/settings.ts';
import { createCertificates } from '../testSupport/certificates.ts';
import { useCleanup } from '../testSupport/cleanup.ts';
import { openTestQueue, openTestWorker } from '../testSupport/testQueue.ts';
import { evaluateTiny, tinyContext, tinyEvaluator, tinyRequest } from '../testSupport/tinyModel.ts';

const cleanup = useCleanup();
const PASSWORD = 'a-p@ss:word/of#tests';

/** The lines of the documentation, as they would be copied. */
function documentedUsers(): string[] {
  const page = readFileSync(new URL('../../../../docs/redis.md', import.meta.url), 'utf8');
  const [, block = ''] = /```acl\n(.*?)```/s.exec(page) ?? [];
  return block.trim().split('\n');
}

/** A server with TLS and the documented users, and how each of them reaches it. */
async function open() {
  const certificates = await createCertificates();
  cleanup(() => certificates.remove());
  const users = documentedUsers().map((line) => line.replace('CHANGE-ME', PASSWORD).replace(/^user /, ''));
  const server = await startRedisServer({ tls: certificates, settings: { user: users } });
  cleanup(() => server.stop());
  const passwordFile = join(server.directory, 'password');
  await writeFile(passwordFile, `${PASSWORD}\n`);
  const settingsOf = (user: string): RedisSettings => ({
    url: server.url.replace('://', `://${user}@`),
    passwordFile,
    certificateAuthorityFile: certificates.authority,
  });
  return { coordinator: settingsOf('enkit-coordinator'), worker: settingsOf('enkit-worker') };
}

/** Said of every job that goes well. */
const ROUTINE = ['result-offered', 'job-done'];

it('that a run over TLS, with the documented users and nothing more, gives the same bits and no trouble', async () => {
  const settings = await open();
  const said: unknown[] = [];
  const worker = await openTestWorker(
    { redis: settings.worker, prefix: 'enkit' },
    { evaluate: tinyEvaluator(1), onNotice: (notice) => !ROUTINE.includes(notice.kind) && said.push(notice) },
  );
  cleanup(() => worker.close());
  const queue = await openTestQueue(
    { redis: settings.coordinator, prefix: 'enkit' },
    { onNotice: (notice) => notice.kind !== 'worker-joined' && said.push(notice) },
  );
  cleanup(() => queue.close());
  const request = tinyRequest(60, { pointIndices: Uint32Array.of(2, 0) });
  expect(await queue.evaluate(request)).toEqual(evaluateTiny({ context: tinyContext(), request }));
  await queue.close();
  await worker.close();
  expect(said).toEqual([]);
});

it('that the documented users can do nothing to the server and to the keys of others', async () => {
  const settings = await open();
  for (const user of [settings.coordinator, settings.worker]) {
    const redis = new Redis(connectionOptions(user));
    cleanup(() => redis.disconnect());
    const forbidden: [string, ...string[]][] = [
      ['GET', 'other:key'],
      ['SET', 'other:key', '1'],
      ['EVAL', "return redis.call('GET', KEYS[1])", '1', 'other:key'],
      ['EVAL', "return redis.call('GET', 'other:key')", '0'],
      ['FLUSHALL'],
      ['FLUSHDB'],
      ['KEYS', '*'],
      ['SCAN', '0'],
      ['RANDOMKEY'],
      ['SWAPDB', '0', '1'],
      ['CONFIG', 'GET', '*'],
      ['ACL', 'LIST'],
      ['SCRIPT', 'FLUSH'],
      ['FUNCTION', 'FLUSH'],
      ['CLIENT', 'KILL', 'TYPE', 'normal'],
      ['SHUTDOWN'],
    ];
    for (const [command, ...values] of forbidden)
      await expect(redis.call(command, ...values), `${command} ${values.join(' ')}`).rejects.toThrow(
        /NOPERM|permission|can't access/,
      );
  }
});
