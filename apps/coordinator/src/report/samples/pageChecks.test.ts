import { describe, expect, it } from 'vitest';
import { renderComparisonReport } from '../renderComparisonReport.ts';
import { pageFaults, readPage } from './pageChecks.ts';
import { comparisonSample } from './sampleComparison.ts';

const page = renderComparisonReport(comparisonSample({ problems: [] }));

/** The page with some markup at the end of its text. */
function pageWith(markup: string): string {
  return page.replace('</main>', () => `${markup}</main>`);
}

describe('the checks of a page', () => {
  it('that a whole page has no fault', () => {
    expect(pageFaults(page)).toEqual([]);
  });

  it.each([
    ['an element that is not closed', '<p>'],
    ['an external picture', '<img src="https://example.org/x.png">'],
    ['a reference out of the page', '<a href="https://example.org">x</a>'],
    ['a second script', '<script>alert(1)</script>'],
    ['a handler', '<p onclick="alert(1)">x</p>'],
    ['an external paint', '<p style="background:url(https://example.org)">x</p>'],
    ['a drawing without a name', '<svg class="plot"></svg>'],
    ['a figure without a caption', '<figure></figure>'],
    ['a table without a caption', '<table><tbody></tbody></table>'],
    ['a head without a scope', '<table><caption>t</caption><tbody><tr><th>h</th></tr></tbody></table>'],
    ['an id that is there twice', '<p id="summary"></p>'],
    ['a number that is none, in text', '<p>NaN</p>'],
    ['a number that is none, in a drawing', '<svg aria-hidden="true"><path d="MNaN,0"/></svg>'],
  ])('that %s is found', (_, markup) => {
    expect(pageFaults(pageWith(markup))).not.toEqual([]);
    expect(() => readPage(pageWith(markup))).toThrow('faults of the page');
  });
});
