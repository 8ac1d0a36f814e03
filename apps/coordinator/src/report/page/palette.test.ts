import { describe, expect, it } from 'vitest';
import { HUES, methodStyles, PAGE, TEXT_COLOURS, type Colour } from './palette.ts';

const PAGES = ['light', 'dark'] as const;

function channels(hex: string): number[] {
  return [1, 3, 5].map((start) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

/** WCAG 2.2: relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const [red, green, blue] = channels(hex);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(colour: Colour, page: (typeof PAGES)[number]): number {
  const [dim, bright] = [luminance(colour[page]), luminance(PAGE[page])].sort((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
}

/** Linear RGB as a deuteranope sees it (Machado, Oliveira & Fernandes 2009, severity 1). */
function deuteranope(hex: string): number[] {
  const [red, green, blue] = channels(hex);
  return [
    0.367322 * red + 0.860646 * green - 0.227968 * blue,
    0.280085 * red + 0.672501 * green + 0.047413 * blue,
    -0.01182 * red + 0.04294 * green + 0.968881 * blue,
  ];
}

/** CIE 1976 L*a*b* (D65). */
function lab([red, green, blue]: number[]): number[] {
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
  const y = f(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  const z = f((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function difference(a: string, b: string): number {
  const [first, second] = [lab(deuteranope(a)), lab(deuteranope(b))];
  return Math.hypot(...first.map((value, k) => value - second[k]));
}

describe('palette', () => {
  it.each(PAGES)('that text has a contrast of 4.5 and marks of 3 to 1 with the %s page', (page) => {
    for (const colour of Object.values(TEXT_COLOURS)) expect(contrast(colour, page)).toBeGreaterThanOrEqual(4.5);
    for (const colour of Object.values(HUES)) expect(contrast(colour, page)).toBeGreaterThanOrEqual(3);
  });

  it.each(PAGES)('that a deuteranope tells prediction, training, test and truth apart on the %s page', (page) => {
    const colours = [HUES.blue, HUES.orange, HUES.green, TEXT_COLOURS.ink].map((colour) => colour[page]);
    for (const [k, a] of colours.entries()) {
      for (const b of colours.slice(k + 1)) expect(difference(a, b)).toBeGreaterThan(20);
    }
  });

  it('that every method has a symbol and a colour of its own, whatever else is compared', () => {
    const names = [
      'eki',
      'es-mda',
      'enkf',
      'adam',
      'adam-replay',
      'levenberg-marquardt',
      'momentum',
      'gradient-descent',
    ];
    const styles = [...methodStyles(names).values()];
    expect(new Set(styles.map(({ symbol }) => symbol)).size).toBe(names.length);
    expect(new Set(styles.map(({ colour }) => colour)).size).toBe(names.length);
    expect(methodStyles(['adam', 'eki']).get('eki')).toEqual(methodStyles(['eki']).get('eki'));
  });

  it('that unknown methods take the styles that are left, and any number of them has one', () => {
    const styles = methodStyles(['eki', 'eki f=1', 'constructor']);
    expect(new Set([...styles.values()].map(({ symbol }) => symbol)).size).toBe(3);
    expect(methodStyles(Array.from({ length: 30 }, (_, k) => `m${String(k)}`)).size).toBe(30);
  });
});
