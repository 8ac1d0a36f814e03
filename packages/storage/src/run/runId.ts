/** Ids of runs: `<name>-<yyyymmdd-hhmmss>-<4 hex digits>`, in UTC, so that they sort by time within a name. */
import { randomBytes } from 'node:crypto';
import { EnkitError } from '@enkit/contracts';

const PATTERN = /^[a-z][a-z0-9-]{0,62}$/;
const LONGEST = 63;

/** Throws RUN_ID unless the text can be a run's id: it names directories and is part of every job id. */
export function checkRunId(id: string): string {
  if (PATTERN.test(id)) return id;
  const got = id.length > LONGEST ? `${id.length} characters` : JSON.stringify(id);
  throw new EnkitError('RUN_ID', { expected: `an id like ${PATTERN.source}`, got });
}

/** A new id for a run of the experiment `name`; a long name is cut so that the id keeps to the pattern. */
export function newRunId(name: string, now: Date): string {
  const [date, time] = now.toISOString().split('T');
  const stamp = `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`;
  const suffix = `-${stamp}-${randomBytes(2).toString('hex')}`;
  return checkRunId(`${name.slice(0, LONGEST - suffix.length)}${suffix}`);
}
