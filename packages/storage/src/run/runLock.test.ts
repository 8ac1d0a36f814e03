import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rejectionOf } from '../testSupport/codes.ts';
import { DESCRIPTION, ensembleAfter, stepRecord } from '../testSupport/exampleRun.ts';
import { createRun } from './createRun.ts';
import { openRun } from './findRuns.ts';
import { type ProcessIdentity, processLiveness, thisProcess } from './processIdentity.ts';
import type { RunDirectory } from './runDirectory.ts';
import { lockRun } from './runLock.ts';

let root: string;
let run: RunDirectory;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'enkit-lock-'));
  run = await createRun({ root, name: 'sine', run: 'mine', manifest: DESCRIPTION });
});
afterEach(() => rm(root, { recursive: true }));

async function plantLock(holder: ProcessIdentity): Promise<string> {
  const file = join(run.path, 'coordinator-0123abcd.lock');
  await writeFile(file, JSON.stringify({ ...holder, since: '2025-01-01T00:00:00.000Z' }));
  return file;
}

async function lockFiles(): Promise<readonly string[]> {
  return (await readdir(run.path)).filter((name) => name.endsWith('.lock'));
}

async function lockAndRelease(): Promise<void> {
  await (await run.lock()).release();
}

/** The id of a process that has ended and was collected. */
async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('the lock of a run', () => {
  test('that a second coordinator is refused until the first has released it', async () => {
    const lock = await run.lock();
    const second = await openRun('mine', root);
    await expect(second.lock()).rejects.toThrow(new RegExp(`RUN_LOCKED: .*got process ${process.pid} on `));
    expect(await lockFiles()).toHaveLength(1);
    await lock.release();
    const next = await second.lock();
    await next.release();
    expect(await lockFiles()).toEqual([]);
  });

  test('that of many at once at most one gets it', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(run.path)));
    const locks = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    expect(locks.length).toBeLessThanOrEqual(1);
    expect(await lockFiles()).toHaveLength(locks.length);
    await Promise.all(locks.map(({ value }) => value.release()));
  });

  test('that the lock of an ended process is taken over', async () => {
    await plantLock({ ...(await thisProcess()), pid: await endedProcess() });
    const lock = await run.lock();
    expect(await lockFiles()).toHaveLength(1);
    await lock.release();
  });

  test('that a live process with the id of an ended one does not count as the holder', async () => {
    await plantLock({ ...(await thisProcess()), started: '1' });
    expect(await rejectionOf(lockAndRelease())).toBe('no error');
  });

  test('that a restart of the machine ends all its locks', async () => {
    await plantLock({ ...(await thisProcess()), boot: 'an-earlier-one' });
    expect(await rejectionOf(lockAndRelease())).toBe('no error');
  });

  test('that a lock file without a holder in it is nobody’s', async () => {
    for (const text of ['', 'null', '[]', '{"pid":']) {
      await writeFile(join(run.path, 'coordinator-0123abcd.lock'), text);
      await lockAndRelease();
      expect(await lockFiles()).toEqual([]);
    }
  });

  test('that the silent lock of another machine is taken over, one with a heartbeat is not', async () => {
    const elsewhere = { ...(await thisProcess()), host: 'another-machine' };
    await plantLock(elsewhere);
    await (await lockRun(run.path, 0.01)).release();
    const file = await plantLock(elsewhere);
    let beats = 0;
    const heart = setInterval(() => {
      utimes(file, beats, ++beats).catch(() => undefined);
    }, 5);
    try {
      expect(await rejectionOf(lockRun(run.path, 0.1))).toBe('RUN_LOCKED');
    } finally {
      clearInterval(heart);
    }
  });

  test('that nothing is written any more once another coordinator has taken the run over', async () => {
    await run.lock();
    await run.writeEnsemble(ensembleAfter(1, 2, 2));
    const [own] = await lockFiles();
    await rm(join(run.path, own));
    const writes = [
      run.writeEnsemble(ensembleAfter(2, 2, 2)),
      run.writeCheckpoint({ step: 1, state: {}, arrays: {} }),
      run.appendStep(stepRecord(1)),
      run.truncateAfter(0),
      run.update({ status: 'finished' }),
      run.writeText('report.html', ''),
      run.writeArrays({ train: ensembleAfter(1, 1, 1) }),
    ];
    const codes = await Promise.all(writes.map(rejectionOf));
    expect(codes).toEqual(writes.map(() => 'RUN_LOCKED'));
    const reader = await openRun('mine', root);
    expect(await reader.readEnsemble()).toEqual(ensembleAfter(1, 2, 2));
    expect(await reader.latestCheckpoint()).toBeUndefined();
    expect(await reader.readSteps()).toEqual([]);
    expect(reader.manifest.status).toBe('running');
  });

  test('that what a killed coordinator left half written is cleared, and whole files are not', async () => {
    await run.writeCheckpoint({ step: 1, state: 1, arrays: {} });
    const strays = ['manifest.json.0a0a0a0a.tmp', 'checkpoints/step-00000002.enkit.0b0b0b0b.tmp', 'data/x.npy.0c.tmp'];
    await Promise.all(strays.map((name) => writeFile(join(run.path, name), 'half')));
    const lock = await run.lock();
    const left = await readdir(run.path, { recursive: true });
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect((await run.latestCheckpoint())?.step).toBe(1);
    await lock.release();
  });
});

describe('processLiveness', () => {
  test('that this process is alive, an ended one dead, one of another machine unknown', async () => {
    const own = await thisProcess();
    expect(await processLiveness(own)).toBe('alive');
    expect(await processLiveness({ host: own.host, pid: process.ppid })).toBe('alive');
    expect(await processLiveness({ host: own.host, pid: await endedProcess() })).toBe('dead');
    expect(await processLiveness({ ...own, host: 'another-machine' })).toBe('unknown');
  });

  test.runIf(process.platform === 'linux')(
    'that an ended process which its parent has not collected is dead',
    async () => {
      // The shell starts a child that waits for a byte, and becomes a program that never collects its children.
      const script = 'head -c 1 <&3 >/dev/null & echo $!; exec sleep 60';
      const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] });
      try {
        const [line] = (await once(parent.stdout as Readable, 'data')) as [Buffer];
        const child = { host: (await thisProcess()).host, pid: Number(line) };
        await expect.poll(() => readFile(`/proc/${parent.pid}/comm`, 'utf8'), { timeout: 10_000 }).toBe('sleep\n');
        expect(await processLiveness(child)).toBe('alive');
        (parent.stdio[3] as Writable).end('x');
        await expect.poll(() => processLiveness(child), { timeout: 10_000 }).toBe('dead');
        expect(process.kill(child.pid, 0)).toBe(true);
      } finally {
        parent.kill('SIGKILL');
      }
    },
  );
});
