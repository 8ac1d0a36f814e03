/**
 * The colours of fields: viridis for values, magma for errors and spreads (S. van der Walt and N. Smith, matplotlib 1.5,
 * CC0), 33 of their 256 colours with straight lines in RGB between them.
 */
export type ColourScheme = 'viridis' | 'magma';

const STOPS: Readonly<Record<ColourScheme, string>> = {
  viridis:
    '440154470d6048186a482374472d7b4537814240863e49893b528b375b8d33638d2f6b8e2c728e297a8e26828e23898e21918c1f978b1f9f8821a68527ad8131b57b3dbc744cc26c5cc8636ece5881d34d95d840aadc32c0df25d5e21aeae51afde725',
  magma:
    '0000040303120a0822130d341d114729115a36106b440f7651127c5d177f6a1c81762181832681902a819c2e7faa337db73779c23b75cf4070db476ae55064ee5b5ef4695cf9785dfb8761fd9668fea571feb47bfec287fed194fde0a1fceeb0fcfdbf',
};

export type Rgb = readonly [number, number, number];

function stopsOf(scheme: ColourScheme): Rgb[] {
  const channel = (text: string, k: number): number => Number.parseInt(text.slice(2 * k, 2 * k + 2), 16);
  return (STOPS[scheme].match(/.{6}/g) ?? []).map((text) => [channel(text, 0), channel(text, 1), channel(text, 2)]);
}

const PARSED: Readonly<Record<ColourScheme, readonly Rgb[]>> = { viridis: stopsOf('viridis'), magma: stopsOf('magma') };

/** The colour at a share of the scheme; beyond 0 and 1 its ends. */
export function colourAt(scheme: ColourScheme, share: number): Rgb {
  const stops = PARSED[scheme];
  const place = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const k = Math.min(stops.length - 2, Math.floor(place));
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(stops[k][channel] + (stops[k + 1][channel] - stops[k][channel]) * (place - k));
  return [mix(0), mix(1), mix(2)];
}
