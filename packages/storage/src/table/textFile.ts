/** Text files that must be UTF-8 and fit into one string. */
import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { EnkitError } from '@enkit/contracts';
import { reading } from '../files/fileErrors.ts';

/** A JavaScript string holds about 512 Mi characters, and a parsed table needs several times its text. */
const LARGEST_TEXT = 256 * 1024 * 1024;
const NEWLINE = 0x0a;

async function readBytes(path: string): Promise<Buffer> {
  return reading(path, 'DATA_FILE_NOT_FOUND', async () => {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      if (size > LARGEST_TEXT) {
        const details = { expected: `at most ${LARGEST_TEXT} bytes of text`, got: `${size} bytes` };
        throw new EnkitError('DATA_TOO_LARGE', { ...details, location: { file: path } });
      }
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  });
}

function refuse(file: string, got: string, line?: number): never {
  throw new EnkitError('DATA_ENCODING', { expected: 'UTF-8 text', got, location: { file, line } });
}

/** Line, from 1, of the first byte that cannot be UTF-8. No multi-byte character contains a newline. */
function lineOfInvalidBytes(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    if (!isUtf8(bytes.subarray(start, end))) break;
    start = end + 1;
  }
  return line;
}

/** The text of a file, without a byte-order mark. Errors: DATA_FILE_NOT_FOUND, INPUT_UNREADABLE, DATA_ENCODING, DATA_TOO_LARGE. */
export async function readUtf8(path: string): Promise<string> {
  const bytes = await readBytes(path);
  const mark = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0;
  if (mark === 0xfffe || mark === 0xfeff) refuse(path, 'UTF-16');
  if (!isUtf8(bytes)) refuse(path, 'bytes of another encoding', lineOfInvalidBytes(bytes));
  if (bytes.includes(0)) refuse(path, 'a NUL byte, as in UTF-16 or binary files');
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}
