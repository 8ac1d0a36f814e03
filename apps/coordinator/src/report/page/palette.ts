/**
 * One colour per role and per method, the same in every figure. The hues follow Okabe and Ito (2008, "Color universal
 * design"), darkened or lightened until each has a contrast of at least 3 to 1 with its page (WCAG 2.2, 1.4.11); where
 * two lines of one figure could be confused, their dash or symbol differs as well.
 */

/** A colour on the light and on the dark page. */
export interface Colour {
  readonly light: string;
  readonly dark: string;
}

export const PAGE: Colour = { light: '#fffefc', dark: '#15181d' };

/** Text: at least 4.5 to 1. */
export const TEXT_COLOURS = {
  ink: { light: '#1b2026', dark: '#e7e5df' },
  muted: { light: '#59616b', dark: '#a3a9b2' },
  good: { light: '#00694f', dark: '#4cc79f' },
  caution: { light: '#8a5a00', dark: '#e0b04a' },
  warning: { light: '#b3261e', dark: '#ff8d80' },
} as const satisfies Record<string, Colour>;

/** Background shades: no contrast is asked of them. */
export const SHADES = {
  rule: { light: '#d8d5cd', dark: '#3a3f47' },
  grid: { light: '#ebe9e3', dark: '#282d34' },
  panel: { light: '#f6f4ef', dark: '#1d2127' },
} as const satisfies Record<string, Colour>;

/** Lines and marks: at least 3 to 1. */
export const HUES = {
  blue: { light: '#0b5fa5', dark: '#6cb2f2' },
  orange: { light: '#b8520a', dark: '#f2994f' },
  green: { light: '#00755a', dark: '#45c19d' },
  purple: { light: '#9c3f83', dark: '#de90c7' },
  olive: { light: '#7d6600', dark: '#d3b43c' },
  sky: { light: '#2f86b5', dark: '#8fd0ee' },
  grey: { light: '#767c84', dark: '#8d949d' },
} as const satisfies Record<string, Colour>;
export type Hue = keyof typeof HUES | 'ink';

const ROLES = {
  truth: 'ink',
  prediction: 'blue',
  train: 'orange',
  test: 'green',
  forecast: 'grey',
  parameterMean: 'purple',
  bestMember: 'olive',
} as const satisfies Record<string, Hue>;
export type Role = keyof typeof ROLES;

export type MethodSymbol = 'circle' | 'square' | 'diamond' | 'triangle' | 'cross' | 'star' | 'wye' | 'hexagon';

export interface MethodStyle {
  /** A CSS colour. */
  readonly colour: string;
  readonly symbol: MethodSymbol;
}

const METHODS: Readonly<Record<string, { readonly hue: Hue; readonly symbol: MethodSymbol }>> = {
  eki: { hue: 'blue', symbol: 'circle' },
  'es-mda': { hue: 'green', symbol: 'square' },
  enkf: { hue: 'purple', symbol: 'diamond' },
  adam: { hue: 'orange', symbol: 'triangle' },
  'adam-replay': { hue: 'olive', symbol: 'star' },
  'levenberg-marquardt': { hue: 'ink', symbol: 'cross' },
  momentum: { hue: 'sky', symbol: 'wye' },
  'gradient-descent': { hue: 'grey', symbol: 'hexagon' },
};

function hueColour(hue: Hue): string {
  return `var(--${hue})`;
}

/** The CSS colour of a role: a custom property of the page. */
export function roleColour(role: Role): string {
  return hueColour(ROLES[role]);
}

/**
 * Styles by method name. Names that are not a method of the system (two settings of one method under names of their
 * own) take the styles that are left, in the order given, and then begin again.
 */
export function methodStyles(names: readonly string[]): ReadonlyMap<string, MethodStyle> {
  const known = new Set(names.filter((name) => Object.hasOwn(METHODS, name)));
  const free = Object.keys(METHODS).filter((name) => !known.has(name));
  const pool = free.length > 0 ? free : Object.keys(METHODS);
  const others = [...new Set(names)].filter((name) => !known.has(name));
  const styleOf = (name: string): MethodStyle => {
    const { hue, symbol } = METHODS[known.has(name) ? name : pool[others.indexOf(name) % pool.length]];
    return { colour: hueColour(hue), symbol };
  };
  return new Map(names.map((name) => [name, styleOf(name)]));
}

/** The custom properties of the style sheet, for one of the two pages. */
export function colourProperties(page: keyof Colour): string {
  const colours = { page: PAGE, ...TEXT_COLOURS, ...SHADES, ...HUES };
  return Object.entries(colours)
    .map(([name, colour]) => `--${name}:${colour[page]}`)
    .join(';');
}
