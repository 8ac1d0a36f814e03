/** From bytes to text: UTF-8 and nothing else, so that every line and column means the same to every reader. */
import { isUtf8 } from 'node:buffer';
import { EnkitError, type SourceLocation } from '../errors/enkitError.ts';

/** Largest experiment file in bytes: 1 MiB. */
export const LARGEST_FILE = 2 ** 20;

/** The refusal of a file of `bytes` bytes. */
export function tooLarge(file: string, bytes: number): EnkitError {
  return new EnkitError('CFG_TOO_LARGE', {
    expected: `at most ${LARGEST_FILE} bytes (1 MiB)`,
    got: `${bytes} bytes`,
    location: { file },
  });
}

/** The text without its byte-order mark, or the one error that keeps it from being text. */
export function decodeText(input: string | Uint8Array, file: string): string | EnkitError {
  const bytes = typeof input === 'string' ? Buffer.byteLength(input) : input.byteLength;
  if (bytes > LARGEST_FILE) return tooLarge(file, bytes);
  const text = typeof input === 'string' ? decodeString(input, file) : decodeBytes(input, file);
  return text instanceof EnkitError ? text : (controlCharacter(text, file) ?? text);
}

function decodeString(input: string, file: string): string | EnkitError {
  const lone = input.search(/\p{Surrogate}/u);
  if (lone >= 0) return notUtf8('half of a surrogate pair', positionIn(input, lone, file));
  return input.startsWith('\uFEFF') ? input.slice(1) : input;
}

function decodeBytes(bytes: Uint8Array, file: string): string | EnkitError {
  if (looksLikeUtf16(bytes)) return notUtf8('UTF-16 text', { file, line: 1, column: 1 });
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  return invalidBytes(bytes, file);
}

/** UTF-16 has a mark of its own; without it, text in a Latin script has a zero in every other byte. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return marked || (bytes.length >= 4 && (bytes[0] === 0) !== (bytes[1] === 0) && (bytes[0] === 0 || bytes[3] === 0));
}

function invalidBytes(bytes: Uint8Array, file: string): EnkitError {
  let start = 0;
  for (let line = 1; ; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    const part = bytes.subarray(start, end);
    if (!isUtf8(part)) {
      const column = new TextDecoder().decode(part).indexOf('\uFFFD') + 1;
      return notUtf8('bytes that are not UTF-8', { file, line, column });
    }
    if (newline < 0) return notUtf8('bytes that are not UTF-8', { file });
    start = newline + 1;
  }
}

/** YAML allows tab, line feed and carriage return of the control characters; NUL is the usual sign of a binary file. */
function controlCharacter(text: string, file: string): EnkitError | undefined {
  // oxlint-disable-next-line no-control-regex -- these characters are what is looked for
  const offset = text.search(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/);
  if (offset < 0) return undefined;
  const code = text.charCodeAt(offset);
  const name = code === 0 ? 'a NUL character' : `the control character U+${code.toString(16).padStart(4, '0')}`;
  return notUtf8(name, positionIn(text, offset, file));
}

function positionIn(text: string, offset: number, file: string): SourceLocation {
  const before = text.slice(0, offset);
  return { file, line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

function notUtf8(got: string, location: SourceLocation): EnkitError {
  return new EnkitError('CFG_ENCODING', { expected: 'UTF-8 text', got, location });
}
