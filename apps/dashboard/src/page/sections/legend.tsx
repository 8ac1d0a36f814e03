import type { JSX } from 'preact';

export interface LegendEntry {
  readonly label: string;
  /** A custom property of the style sheet. */
  readonly colour: string;
  readonly kind: 'line' | 'band' | 'dot' | 'ring';
  readonly dash?: readonly number[];
  readonly opacity?: number;
  /** A number beside the name, in a place of its own. */
  readonly value?: string;
}

/** Keys in the forms of the report. */
export function Legend({ entries }: { readonly entries: readonly LegendEntry[] }): JSX.Element {
  return (
    <ul class="legend">
      {entries.map((entry) => (
        <li key={entry.label}>
          <Key {...entry} />
          <span>{entry.label}</span>
          {entry.value !== undefined && <span class="legend-value">{entry.value}</span>}
        </li>
      ))}
    </ul>
  );
}

function Key({ kind, colour, dash, opacity = 1 }: LegendEntry): JSX.Element {
  const stroke = `var(--${colour})`;
  const isMark = kind === 'dot' || kind === 'ring';
  return (
    <svg width={isMark ? 10 : 28} height="14" viewBox={isMark ? '9 0 10 14' : '0 0 28 14'} aria-hidden="true">
      {kind === 'band' && <rect x="1" y="1.5" width="26" height="11" fill={stroke} fill-opacity=".2" />}
      {(kind === 'band' || kind === 'line') && (
        <path
          d="M1,7H27"
          stroke={stroke}
          stroke-opacity={opacity}
          stroke-width="2"
          stroke-dasharray={dash?.join(',')}
        />
      )}
      {kind === 'dot' && <circle cx="14" cy="7" r="3.2" fill={stroke} />}
      {kind === 'ring' && <circle cx="14" cy="7" r="3.2" fill="none" stroke={stroke} stroke-width="1.4" />}
    </svg>
  );
}
