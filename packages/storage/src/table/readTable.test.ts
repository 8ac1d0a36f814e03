import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnkitError } from '@enkit/contracts';
import { matrixFromRows } from '@enkit/numerics';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeMatrix } from '../npy/matrixFile.ts';
import { rejectionOf } from '../testSupport/codes.ts';
import { readTable } from './readTable.ts';
import type { Table } from './table.ts';

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enkit-table-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(extension: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, `t${count++}${extension}`);
  await writeFile(path, content);
  return path;
}

async function tableOf(extension: string, content: string | Uint8Array): Promise<Table> {
  return readTable(await fileOf(extension, content));
}

async function messageOf(extension: string, content: string | Uint8Array): Promise<string> {
  const error: unknown = await tableOf(extension, content).catch((thrown: unknown) => thrown);
  return error instanceof EnkitError ? error.message.slice(folder.length + 1) : 'no registered error';
}

function cellsOf(table: Table) {
  return Array.from({ length: table.rows }, (_, row) => table.columns.map((_name, column) => table.cell(column, row)));
}

function linesOf(table: Table) {
  return Array.from({ length: table.rows }, (_, row) => table.lineOf(row));
}

describe('a CSV table', () => {
  test('that a byte-order mark, CRLF, quotes, blank lines and a missing last newline do no harm', async () => {
    const table = await tableOf('.csv', '\uFEFFx, "na,me"\r\n\r\n1,"a ""b"""\r\n"2", c \r\n\r\n3,');
    expect(table.columns).toEqual(['x', 'na,me']);
    expect(cellsOf(table)).toEqual([
      ['1', 'a "b"'],
      ['2', 'c'],
      ['3', null],
    ]);
    expect(linesOf(table)).toEqual([3, 4, 6]);
  });

  test('that a record is on the line where it begins, after fields with line breaks, for every kind of line end', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const table = await tableOf('.csv', ['a,b', '"x', 'y",1', '', '2,"u', '', 'v"', '3,4', ''].join(end));
      expect(linesOf(table)).toEqual([2, 5, 8]);
      expect(table.cell(0, 0)).toBe('x\ny');
    }
  });

  test('that what is quoted is what is read, whatever it holds', async () => {
    const text = fc.string().map((value) => value.replaceAll(/[\0\r]/g, '').trim());
    const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 8 }), async (rows) => {
        const table = await tableOf('.csv', ['a,b', ...rows.map((row) => row.map(quote).join(','))].join('\n'));
        expect(cellsOf(table)).toEqual(rows.map((row) => row.map((value) => value || null)));
      }),
      { numRuns: 50 },
    );
  });

  test('that every fault is told by code, with file and line', async () => {
    expect(await messageOf('.csv', 'a,b\n1,2\n\n3\n')).toMatch(/^t\d+\.csv:4: DATA_RAGGED: expected 2 fields.*got 1/);
    expect(await messageOf('.csv', 'a,b\n1,2,3\n')).toMatch(/^t\d+\.csv:2: DATA_RAGGED/);
    expect(await messageOf('.csv', 'a,b\n1,"2\n')).toMatch(/^t\d+\.csv:\d: DATA_FORMAT: .*Quote Not Closed/);
    expect(await messageOf('.csv', 'a,b\n1,"2"3\n')).toMatch(/^t\d+\.csv:2: DATA_FORMAT/);
    expect(await messageOf('.csv', 'a;b\n1;2\n')).toMatch(/^t\d+\.csv:1: DATA_FORMAT: expected .*commas; got .*";"/);
    expect(await messageOf('.csv', 'a,b\n')).toMatch(/^t\d+\.csv: DATA_EMPTY/);
    expect(await messageOf('.csv', '')).toMatch(/^t\d+\.csv: DATA_EMPTY/);
    expect(await messageOf('.csv', Buffer.from('a,b\n1,2\n1,\xe9\n', 'latin1'))).toMatch(/^t\d+\.csv:3: DATA_ENCODING/);
    expect(await messageOf('.csv', Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'))).toMatch(/DATA_ENCODING.*UTF-16/);
    expect(await messageOf('.csv', Buffer.from('a,b\n1,2\n', 'utf16le'))).toMatch(/DATA_ENCODING.*NUL/);
  });
});

describe('a JSON table', () => {
  test('that the columns are the keys of all records, and what is absent, null or "" is missing', async () => {
    const records = [
      { a: 1, b: 'x' },
      { c: true, a: null },
      { b: '', __proto: 2 },
    ];
    const table = await tableOf('.json', `\uFEFF${JSON.stringify(records)}`);
    expect(table.columns).toEqual(['a', 'b', 'c', '__proto']);
    expect(cellsOf(table)).toEqual([
      [1, 'x', null, null],
      [null, null, 'true', null],
      [null, null, null, 2],
    ]);
    expect(linesOf(table)).toEqual([undefined, undefined, undefined]);
  });

  test('that names of inherited properties are missing values, not functions', async () => {
    const table = await tableOf('.json', '[{"toString": 1}, {"a": 2}]');
    expect(table.cell(table.columns.indexOf('toString'), 1)).toBeNull();
  });

  test('that a list inside a record is refused only where it is used', async () => {
    const table = await tableOf('.json', '[{"a": 1, "b": [2]}]');
    expect(table.cell(0, 0)).toBe(1);
    expect(() => table.cell(1, 0)).toThrow(/DATA_FORMAT: .*got an array/);
  });

  test('that every fault is told by code and on one line', async () => {
    expect(await messageOf('.json', '[{"a":1}\n{"a":2}]')).toMatch(/^t\d+\.json:2:1: DATA_FORMAT/);
    expect(await messageOf('.json', '[{"a":NaN}]')).toMatch(/DATA_FORMAT: .*use null/);
    expect(await messageOf('.json', '[{"a":\ntru}]')).toMatch(/^[^\n]*DATA_FORMAT[^\n]*$/);
    expect(await messageOf('.json', '{"a":[1,2]}')).toMatch(/DATA_FORMAT: .*array of records.*got an object/);
    expect(await messageOf('.json', '[{"a":1},2]')).toMatch(/^t\d+\.json \[1\]: DATA_FORMAT: .*got a number/);
    expect(await messageOf('.json', '[]')).toMatch(/DATA_EMPTY/);
    expect(await messageOf('.json', ' ')).toMatch(/DATA_EMPTY/);
  });
});

describe('an NPY table', () => {
  test('that the columns are named by number', async () => {
    const path = join(folder, 'matrix.npy');
    await writeMatrix(
      path,
      matrixFromRows([
        [1, 2],
        [3, 4],
      ]),
    );
    const table = await readTable(path);
    expect(table.columns).toEqual(['0', '1']);
    expect(cellsOf(table)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('that an array without rows or columns is DATA_EMPTY', async () => {
    for (const [rows, columns] of [
      [0, 3],
      [3, 0],
    ]) {
      const path = join(folder, `empty${rows}.npy`);
      await writeMatrix(path, { rows, columns, data: new Float64Array(0) });
      expect(await rejectionOf(readTable(path))).toBe('DATA_EMPTY');
    }
  });
});

describe('readTable', () => {
  test('that an absent file suggests those beside it', async () => {
    await writeFile(join(folder, 'temperature.csv'), 'a\n1\n');
    await expect(readTable(join(folder, 'temprature.csv'))).rejects.toThrow(
      /temprature\.csv: DATA_FILE_NOT_FOUND: .*did you mean "temperature\.csv"/,
    );
    expect(await rejectionOf(readTable(join(folder, 'none', 'a.csv')))).toBe('DATA_FILE_NOT_FOUND');
  });

  test('that a folder is INPUT_UNREADABLE and an unknown extension DATA_FORMAT', async () => {
    await mkdir(join(folder, 'folder.csv'));
    expect(await rejectionOf(readTable(join(folder, 'folder.csv')))).toBe('INPUT_UNREADABLE');
    expect(await rejectionOf(readTable(join(folder, 'a.xlsx')))).toBe('DATA_FORMAT');
    expect(await rejectionOf(readTable(join(folder, 'toString')))).toBe('DATA_FORMAT');
  });

  test('that an extension in capitals is the same extension', async () => {
    expect((await tableOf('.CSV', 'a\n1\n')).rows).toBe(1);
  });
});
