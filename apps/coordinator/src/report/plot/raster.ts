/**
 * Fields as small pictures: one pixel a grid value, a palette of 255 colours and a transparent one for missing values,
 * as an indexed PNG (ISO/IEC 15948, colour type 3) in a data URI. A 41 x 41 field takes about 2 kB.
 */
import { crc32, deflateSync } from 'node:zlib';
import * as Plot from '@observablehq/plot';
import { isNumber } from '../page/numberFormat.ts';

export type ColourScheme = 'viridis' | 'magma';

export interface ColourScale {
  readonly scheme: ColourScheme;
  readonly domain: readonly [number, number];
}

export interface Field {
  readonly columns: number;
  readonly rows: number;
  /** Row-major, first row at the bottom (least second input). */
  readonly values: ArrayLike<number>;
}

const LEVELS = 255;
const MISSING_INDEX = 255;

function paletteBytes(scheme: ColourScheme): Uint8Array {
  const scale = Plot.scale({ color: { type: 'linear', scheme, domain: [0, 1] } });
  const bytes = new Uint8Array(3 * 256);
  for (let level = 0; level < LEVELS; level++) {
    const colour = String(scale?.apply(level / (LEVELS - 1)));
    for (let channel = 0; channel < 3; channel++) {
      bytes[3 * level + channel] = Number.parseInt(colour.slice(1 + 2 * channel, 3 + 2 * channel), 16);
    }
  }
  return bytes;
}

function levelOf(value: number, [low, high]: readonly [number, number]): number {
  if (!isNumber(value)) return MISSING_INDEX;
  const share = high > low ? (value - low) / (high - low) : 0.5;
  return Math.round(Math.min(1, Math.max(0, share)) * (LEVELS - 1));
}

/** Scanlines from the top, each after a filter byte of 0. */
function scanlines({ columns, rows, values }: Field, domain: ColourScale['domain']): Uint8Array {
  const bytes = new Uint8Array(rows * (columns + 1));
  for (let row = 0; row < rows; row++) {
    const start = (rows - 1 - row) * (columns + 1) + 1;
    for (let column = 0; column < columns; column++) {
      bytes[start + column] = levelOf(values[row * columns + column], domain);
    }
  }
  return bytes;
}

/** Length, type, data, checksum. */
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, tail]);
}

function header({ columns, rows }: Field): Buffer {
  const bytes = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 3, 0, 0, 0]);
  bytes.writeUInt32BE(columns, 0);
  bytes.writeUInt32BE(rows, 4);
  return bytes;
}

/** A field as a data URI; values beyond the domain take its end colours, missing ones are transparent. */
export function fieldImage(field: Field, { scheme, domain }: ColourScale): string {
  const transparency = new Uint8Array(256).fill(255);
  transparency[MISSING_INDEX] = 0;
  const png = Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'),
    chunk('IHDR', header(field)),
    chunk('PLTE', paletteBytes(scheme)),
    chunk('tRNS', transparency),
    chunk('IDAT', deflateSync(scanlines(field, domain), { level: 9 })),
    chunk('IEND', new Uint8Array(0)),
  ]);
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** The grid values kept of `count` along one axis: every k-th, at most `limit`. */
function keptIndices(count: number, limit: number): number[] {
  const stride = Math.ceil(count / limit);
  return Array.from({ length: Math.ceil(count / stride) }, (_, k) => k * stride);
}

/** A field of at most `limit` values along each axis. */
export function coarsen(field: Field, limit: number): Field {
  const columns = keptIndices(field.columns, limit);
  const rows = keptIndices(field.rows, limit);
  const values = rows.flatMap((row) => columns.map((column) => field.values[row * field.columns + column]));
  return { columns: columns.length, rows: rows.length, values };
}
