/**
 * One coordinator a run directory.
 *
 * Each coordinator announces itself by a lock file under a name of its own (`coordinator-<hex>.lock`), and then looks at
 * the others: if one belongs to a live process it withdraws, and those of dead processes it removes. Of two that start at
 * the same moment at least one sees the other, and no name is used twice, so a live lock cannot be removed by mistake
 * (as it can with one file that is "deleted if stale, then created").
 *
 * The process of another machine cannot be asked whether it lives, so a holder touches its file as a heartbeat; a file
 * that stays untouched for several beats is stale. No clocks are compared, only two readings of one file. A holder that
 * slept through that finds its file gone before it commits anything more.
 */
import { randomBytes } from 'node:crypto';
import { access, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EnkitError } from '@enkit/contracts';
import { errnoOf, writing } from '../files/fileErrors.ts';
import { type ProcessIdentity, processLiveness, thisProcess } from './processIdentity.ts';

const LOCK_FILE = /^coordinator-[0-9a-f]{8}\.lock$/;
const HEARTBEAT_SECONDS = 5;
const BEATS_MISSED = 3;
/** Much longer than it takes to write the few bytes of a lock file that has just been created. */
const ANNOUNCEMENT_MILLISECONDS = 100;

export interface RunLock {
  /** Throws RUN_LOCKED if the lock was released, or if another coordinator has taken the run over. */
  assertHeld(): Promise<void>;
  /** Gives the run free. */
  release(): Promise<void>;
}

interface Holder extends ProcessIdentity {
  /** When the lock was taken, for the message. */
  readonly since: string;
}

/** undefined: the file is gone, or its content is not (yet) that of a lock. */
async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof content === 'object' && content !== null && 'pid' in content ? (content as Holder) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A file without a holder is read again: its process may be about to write it. If not, it died on the way. */
async function findHolder(file: string): Promise<Holder | undefined> {
  const holder = await readHolder(file);
  if (holder) return holder;
  await delay(ANNOUNCEMENT_MILLISECONDS);
  return readHolder(file);
}

async function touchedAt(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => Number.NaN,
  );
}

async function isStale(file: string, holder: Holder, heartbeatSeconds: number): Promise<boolean> {
  const liveness = await processLiveness(holder);
  if (liveness !== 'unknown') return liveness === 'dead';
  const before = await touchedAt(file);
  await delay(heartbeatSeconds * BEATS_MISSED * 1000);
  const after = await touchedAt(file);
  return Number.isNaN(after) || before === after;
}

function locked(directory: string, holder: Holder): EnkitError {
  const got = `process ${holder.pid} on ${holder.host}, since ${holder.since}`;
  return new EnkitError('RUN_LOCKED', { expected: 'no other coordinator', got, location: { file: directory } });
}

async function refuseIfHeld(directory: string, own: string, heartbeatSeconds: number): Promise<void> {
  const names = (await readdir(directory)).filter((name) => LOCK_FILE.test(name) && name !== own);
  for (const name of names) {
    const file = join(directory, name);
    const holder = await findHolder(file);
    if (holder && !(await isStale(file, holder, heartbeatSeconds))) throw locked(directory, holder);
    await rm(file, { force: true });
  }
}

/** The beat must not keep the process alive, and a missed beat does no harm: assertHeld is what decides. */
function startHeartbeat(file: string, heartbeatSeconds: number): NodeJS.Timeout {
  const beat = () => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  };
  return setInterval(beat, heartbeatSeconds * 1000).unref();
}

async function assertExists(file: string, directory: string): Promise<void> {
  try {
    await access(file);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    const details = {
      expected: 'the lock of this process',
      got: 'none: released, or taken over by another coordinator',
    };
    throw new EnkitError('RUN_LOCKED', { ...details, location: { file: directory }, cause: error });
  }
}

/**
 * Takes the run directory for this process. Errors: RUN_LOCKED, OUTPUT_UNWRITABLE, DISK_FULL.
 */
export async function lockRun(directory: string, heartbeatSeconds = HEARTBEAT_SECONDS): Promise<RunLock> {
  const own = `coordinator-${randomBytes(4).toString('hex')}.lock`;
  const file = join(directory, own);
  const holder: Holder = { ...(await thisProcess()), since: new Date().toISOString() };
  await writing(file, () => writeFile(file, `${JSON.stringify(holder)}\n`, { flag: 'wx' }));
  const heartbeat = startHeartbeat(file, heartbeatSeconds);
  const release = async () => {
    clearInterval(heartbeat);
    await writing(file, () => rm(file, { force: true }));
  };
  const assertHeld = () => writing(directory, () => assertExists(file, directory));
  try {
    await writing(directory, () => refuseIfHeld(directory, own, heartbeatSeconds));
    await assertHeld();
  } catch (error) {
    await release();
    throw error;
  }
  return { release, assertHeld };
}
