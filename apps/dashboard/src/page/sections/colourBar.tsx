import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { colourAt, type ColourScheme } from '../../view/colourMap.ts';
import type { Extent } from '../../view/extent.ts';
import { formatNumber } from '../../view/format.ts';

const LEVELS = 128;

export interface ColourBarProps {
  readonly label: string;
  readonly scheme: ColourScheme;
  readonly range: Extent;
}

/** What the colours of a field mean. */
export function ColourBar({ label, scheme, range: [low, high] }: ColourBarProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    for (let level = 0; level < LEVELS; level++) {
      context.fillStyle = `rgb(${colourAt(scheme, level / (LEVELS - 1)).join(' ')})`;
      context.fillRect(level, 0, 1, 1);
    }
  }, [scheme]);
  return (
    <div
      class="colour-bar"
      role="img"
      aria-label={`Colour scale of ${label} from ${formatNumber(low)} to ${formatNumber(high)}`}
    >
      <span>{formatNumber(low)}</span>
      <canvas ref={canvas} width={LEVELS} height={1} />
      <span>{formatNumber(high)}</span>
      <span class="colour-bar-label">{label}</span>
    </div>
  );
}
