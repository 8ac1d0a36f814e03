/** Errors of files: the tables that a run reads, and the run directory that it writes. */
import type { ErrorDefinition } from './kinds.ts';

const DATA_ERRORS = {
  DATA_FILE_NOT_FOUND: {
    kind: 'noInput',
    when: 'the data file, or the package that should hold it, does not exist',
    advice:
      'check the path; data.file is relative to the folder of the experiment file, a path on the command line to the current folder',
  },
  INPUT_UNREADABLE: {
    kind: 'noInput',
    when: 'a file exists but cannot be read: no permission, a directory, a failing disk',
    advice: 'check the permissions of the file and that it is a regular file',
  },
  DATA_FORMAT: {
    kind: 'data',
    when: 'a table is not what its extension promises: broken CSV or JSON, a wrong NPY header, an unknown extension',
    advice: 'give a .csv with a header line, a .json array of records, or a numeric .npy of one or two dimensions',
  },
  DATA_ENCODING: {
    kind: 'data',
    when: 'a text table is not UTF-8',
    advice: 'save the file as UTF-8',
  },
  DATA_TOO_LARGE: {
    kind: 'data',
    when: 'a table is larger than can be held in memory in that form',
    advice: 'convert the table to .npy (float64), or use fewer rows',
  },
  DATA_EMPTY: {
    kind: 'data',
    when: 'a table has no rows, or none is left once rows with missing values are dropped',
    advice: 'check that this is the right file, and which columns have missing values',
  },
  DATA_RAGGED: {
    kind: 'data',
    when: 'a line of a CSV file has more or fewer fields than its header',
    advice: 'mend the line; a field that contains a comma must be in double quotes',
  },
  DATA_COLUMN_MISSING: {
    kind: 'data',
    when: 'the experiment uses a column that the table does not have',
    advice: 'name one of the columns of the table (upper and lower case count)',
  },
  DATA_DUPLICATE_COLUMN: {
    kind: 'data',
    when: 'the experiment uses a column name that the table has more than once',
    advice: 'rename one of the columns in the file',
  },
  DATA_NOT_A_NUMBER: {
    kind: 'data',
    when: 'a value of a numeric column is text',
    advice: 'correct the value, or give the column an encode: one-hot, date or season',
  },
  DATA_MISSING_VALUE: {
    kind: 'data',
    when: 'a value of a used column is empty (CSV), or null or absent (JSON), and data.missing is "error"',
    advice: 'fill in the value, or set data.missing to drop to leave such rows out',
  },
  DATA_NONFINITE: {
    kind: 'data',
    when: 'a value of a numeric column is NaN or infinite, or too large for a float64',
    advice: 'correct the value; to mark it as missing leave it empty (CSV) or null (JSON) and set data.missing to drop',
  },
} as const satisfies Record<string, ErrorDefinition>;

const OUTPUT_ERRORS = {
  OUTPUT_UNWRITABLE: {
    kind: 'output',
    when: 'a file or folder of the run cannot be written: no permission, a read-only or failing disk',
    advice: 'choose another file or folder (--out, or outputs.directory of the experiment), or correct its permissions',
  },
  DISK_FULL: {
    kind: 'output',
    when: 'the disk or the quota is exhausted; the files written before stay whole',
    advice: 'free some space, then resume the run',
  },
} as const satisfies Record<string, ErrorDefinition>;

const RUN_DIRECTORY_ERRORS = {
  RUN_ID: {
    kind: 'usage',
    when: 'the id given for a run is not usable as one',
    advice: 'use a lower-case letter followed by at most 62 lower-case letters, digits and hyphens',
  },
  RUN_EXISTS: {
    kind: 'output',
    when: 'the directory named for a new run exists already',
    advice: 'choose another name, or go on with that run by enkit resume',
  },
  RUN_NOT_FOUND: {
    kind: 'noInput',
    when: 'there is no run directory of that name or path',
    advice: 'give the id of a run, or the path of its directory (the folder with manifest.json)',
  },
  RUN_CORRUPT: {
    kind: 'data',
    when: 'a file of the run directory was changed by hand or damaged',
    advice: 'restore the file from a copy, or start a new run',
  },
  RUN_VERSION: {
    kind: 'data',
    when: 'the run directory was written by a newer release whose format this one does not know',
    advice: 'use the release that wrote it, or a later one',
  },
  RUN_LOCKED: {
    kind: 'infrastructure',
    when: 'another coordinator is writing to the run directory, or has taken it over',
    advice: 'wait for the other process, or stop it',
  },
  CKPT_NOT_FOUND: {
    kind: 'noInput',
    when: 'the run has no checkpoint, or every one is damaged',
    advice: 'start the run again: the same experiment gives the same result',
  },
  CKPT_CHECKSUM: {
    kind: 'data',
    when: 'a checkpoint is truncated or damaged; the one before it is used',
    advice: 'check the disk; nothing else is to be done, the steps since are computed again',
  },
  CKPT_MISMATCH: {
    kind: 'data',
    when: 'a checkpoint belongs to another run or another experiment',
    advice: 'remove the foreign file from the checkpoints folder, or undo the change of manifest.json',
  },
  CKPT_VERSION: {
    kind: 'data',
    when: 'a checkpoint was written by a newer release whose format this one does not know',
    advice: 'use the release that wrote it, or a later one',
  },
} as const satisfies Record<string, ErrorDefinition>;

export const STORAGE_ERRORS = { ...DATA_ERRORS, ...OUTPUT_ERRORS, ...RUN_DIRECTORY_ERRORS } as const;
