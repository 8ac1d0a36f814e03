/** Outlines of the method symbols, each of the same area, drawn the same in plots, legends and tables. */
import type { MethodSymbol } from '../page/palette.ts';

interface Polygon {
  readonly corners: number;
  /** Inner over outer radius of a star; 1 for a plain polygon. */
  readonly waist: number;
  /** Direction of the first corner in degrees, counted clockwise from up. */
  readonly turn: number;
}

const POLYGONS: Readonly<Record<Exclude<MethodSymbol, 'circle'>, Polygon>> = {
  square: { corners: 4, waist: 1, turn: 45 },
  diamond: { corners: 4, waist: 1, turn: 0 },
  triangle: { corners: 3, waist: 1, turn: 0 },
  hexagon: { corners: 6, waist: 1, turn: 0 },
  star: { corners: 5, waist: 0.4, turn: 0 },
  wye: { corners: 3, waist: 0.28, turn: 180 },
  cross: { corners: 4, waist: 0.3, turn: 45 },
};

/** Corners on the unit circle, with the inner ones of a star between them. */
function unitCorners({ corners, waist, turn }: Polygon): (readonly [number, number])[] {
  const count = waist === 1 ? corners : 2 * corners;
  return Array.from({ length: count }, (_, k) => {
    const angle = (turn * Math.PI) / 180 + (2 * Math.PI * k) / count;
    const radius = waist !== 1 && k % 2 === 1 ? waist : 1;
    return [radius * Math.sin(angle), -radius * Math.cos(angle)] as const;
  });
}

function areaOf(corners: readonly (readonly [number, number])[]): number {
  const cross = corners.map(([x, y], k) => {
    const [nextX, nextY] = corners[(k + 1) % corners.length];
    return x * nextY - nextX * y;
  });
  return Math.abs(cross.reduce((sum, value) => sum + value, 0)) / 2;
}

/** SVG path of a symbol around the origin. @param area in square pixels */
export function symbolPath(symbol: MethodSymbol, area: number): string {
  if (symbol === 'circle') {
    const r = Math.sqrt(area / Math.PI).toFixed(2);
    return `M0,-${r}A${r},${r},0,1,1,0,${r}A${r},${r},0,1,1,0,-${r}Z`;
  }
  const corners = unitCorners(POLYGONS[symbol]);
  const scale = Math.min(Math.sqrt(area / areaOf(corners)), Math.sqrt(area) * 0.95);
  return `M${corners.map(([x, y]) => `${(x * scale).toFixed(2)},${(y * scale).toFixed(2)}`).join('L')}Z`;
}
