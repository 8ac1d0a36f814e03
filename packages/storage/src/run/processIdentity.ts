/** Which process of which machine: enough to tell a live holder of a lock from a dead one whose id was used again. */
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

export interface ProcessIdentity {
  readonly host: string;
  /** Changes at every start of the machine; absent where the system does not tell. */
  readonly boot?: string;
  readonly pid: number;
  /** Clock ticks between the machine's start and the process's; absent where the system does not tell. */
  readonly started?: string;
}

async function readOptional(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** State and start time from /proc/<pid>/stat: the fields 3 and 22, counted after the command in parentheses. */
async function processStat(pid: number): Promise<{ readonly state?: string; readonly started?: string }> {
  const text = await readOptional(`/proc/${pid}/stat`);
  if (text === undefined) return {};
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0], started: fields[19] };
}

async function bootId(): Promise<string | undefined> {
  return (await readOptional('/proc/sys/kernel/random/boot_id'))?.trim();
}

export async function thisProcess(): Promise<ProcessIdentity> {
  const [boot, { started }] = await Promise.all([bootId(), processStat(process.pid)]);
  return { host: hostname(), pid: process.pid, ...(boot && { boot }), ...(started && { started }) };
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists, but belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Whether the process still runs; 'unknown' for one of another machine. A process that has ended but was not yet
 * collected by its parent (state Z) counts as dead.
 */
export async function processLiveness(process: ProcessIdentity): Promise<'alive' | 'dead' | 'unknown'> {
  if (process.host !== hostname()) return 'unknown';
  const boot = await bootId();
  if (boot && process.boot && boot !== process.boot) return 'dead';
  if (!signalReaches(process.pid)) return 'dead';
  const { state, started } = await processStat(process.pid);
  if (state === 'Z') return 'dead';
  return started && process.started && started !== process.started ? 'dead' : 'alive';
}
