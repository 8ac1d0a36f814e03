import * as fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { escapeHtml, html, trustedHtml } from './html.ts';

describe('html', () => {
  it('that any printable text survives as text and as an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        const { document } = parseHTML(html`<!doctype html><body><p title="${text}">${text}</p></body>`.text);
        const paragraph = document.querySelector('p');
        expect(paragraph?.textContent).toBe(text);
        expect(paragraph?.getAttribute('title')).toBe(text);
        expect(document.querySelectorAll('*').length).toBe(2);
      }),
    );
  });

  it('that values are escaped and markup is not', () => {
    expect(html`<b>${'<i>'}</b>${trustedHtml('<i>')}${['&', html`<u>`]}${undefined}${2}`.text).toBe(
      '<b>&lt;i&gt;</b><i>&amp;<u>2',
    );
  });

  it('that an object read from a file cannot pose as markup', () => {
    const forged: unknown = JSON.parse('["<script>"]');
    expect(html`${forged as string[]}`.text).toBe('&lt;script&gt;');
  });

  it('that control characters and characters that reorder the text become visible', () => {
    expect(escapeHtml('a\u0000b\u202ec\td\n')).toBe('a\ufffdb\ufffdc\td\n');
  });
});
