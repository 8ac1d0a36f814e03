/**
 * JSON that keeps every float64.
 *
 * JSON has no NaN and no infinities (JSON.stringify writes null), and JSON.stringify writes -0 as 0. Here they are the
 * strings "NaN", "Infinity", "-Infinity" and "-0", which Number() in JavaScript and float() in Python both understand.
 * A text that happens to be one of these gets a "~" in front, and loses it on reading.
 */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

const SPECIAL_NUMBER = /^(NaN|-?Infinity|-0)$/;
const SPECIAL_TEXT = /^~*(NaN|-?Infinity|-0)$/;

function encodeNumber(value: number): JsonValue {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function encodeObject(value: object, sortKeys: boolean): JsonValue {
  if (!isPlainObject(value)) throw new TypeError(`expected plain JSON data, got ${value.constructor.name}`);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (sortKeys) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, encode(item, sortKeys)]));
}

function encode(value: unknown, sortKeys: boolean): JsonValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'string') return SPECIAL_TEXT.test(value) ? `~${value}` : value;
  if (Array.isArray(value)) return value.map((item) => encode(item, sortKeys));
  if (typeof value === 'object') return encodeObject(value, sortKeys);
  throw new TypeError(`expected plain JSON data, got ${typeof value}`);
}

function decodeText(text: string): string | number {
  if (SPECIAL_NUMBER.test(text)) return Number(text);
  return SPECIAL_TEXT.test(text) ? text.slice(1) : text;
}

/** One line of JSON. Properties that are undefined are left out; what JSON cannot hold throws a TypeError. */
export function stringifyLossless(value: unknown): string {
  return JSON.stringify(encode(value, false));
}

/** The same over several lines, for files that people read. */
export function stringifyLosslessIndented(value: unknown): string {
  return `${JSON.stringify(encode(value, false), undefined, 2)}\n`;
}

/** One line with sorted keys: equal data gives equal text, whatever the order in which it was built. */
export function stringifyCanonical(value: unknown): string {
  return JSON.stringify(encode(value, true));
}

/** The inverse of stringifyLossless. Throws a SyntaxError on broken JSON. */
export function parseLossless(text: string): JsonValue {
  return JSON.parse(text, (_key, value: JsonValue) => (typeof value === 'string' ? decodeText(value) : value));
}
