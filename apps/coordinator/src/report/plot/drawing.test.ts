import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { lineMark } from '../figures/marks.ts';
import { linearAxis, logAxis } from './axis.ts';
import { draw, type Drawing } from './drawing.ts';

const HOSTILE = '</svg><script>alert("&amp;")</script>';

function drawing(label: string): Drawing {
  return {
    description: label,
    width: 300,
    height: 200,
    x: linearAxis(label, [0, 1]),
    y: linearAxis(label, [0, 1]),
    marks: [
      lineMark(
        [
          { x: 0, y: 0 },
          { x: 0.3333333333, y: Number.NaN },
          { x: 1, y: 1 },
        ],
        { colour: 'var(--blue)' },
      ),
    ],
  };
}

describe('drawing', () => {
  it('that the same drawing gives the same text, whatever was drawn before', () => {
    const first = draw(drawing('y')).text;
    draw(drawing('other'));
    expect(draw(drawing('y')).text).toBe(first);
  });

  it('that labels are text and cannot be markup', () => {
    const { document } = parseHTML(`<!doctype html><body>${draw(drawing(HOSTILE)).text}</body>`);
    expect(document.querySelectorAll('script')).toHaveLength(0);
    expect(document.querySelectorAll('svg')).toHaveLength(1);
    expect(document.querySelector('svg')?.getAttribute('aria-label')).toBe(HOSTILE);
    expect(document.querySelector('svg')?.textContent).toContain(HOSTILE);
  });

  it('that every tick of a logarithmic axis has its label', () => {
    const y = logAxis('y', [0.44, 0.73]);
    const { document } = parseHTML(`<!doctype html><body>${draw({ ...drawing('y'), y }).text}</body>`);
    const labels: string[] = [...document.querySelectorAll('[aria-label="y-axis tick label"] text')].map(
      ({ textContent }: { textContent: string }) => textContent,
    );
    expect(labels).toEqual(y.ticks.map(y.format));
    expect(labels).toContain('0.7');
  });

  it('that it has no style of its own, no NaN and no long decimals', () => {
    const { text } = draw(drawing('y'));
    expect(text).not.toMatch(/<style|NaN|undefined|\d\.\d{4,}/);
  });
});
