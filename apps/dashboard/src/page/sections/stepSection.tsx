import type { JSX } from 'preact';
import type { StepPoint } from '../../state/pageEvent.ts';
import type { PageState } from '../../state/pageState.ts';
import { formatCount, formatNumber, formatPercent, formatSeconds } from '../../view/format.ts';
import { Section } from './section.tsx';

/** What the update of the latest step was like. */
export function StepSection({ state: { last } }: { readonly state: PageState }): JSX.Element {
  return (
    <Section id="analysis" title="Latest step" aside={last && <span class="aside">step {formatCount(last.step)}</span>}>
      {last ? <Facts last={last} /> : <p class="empty">No step has been done yet.</p>}
    </Section>
  );
}

function Facts({ last }: { readonly last: StepPoint }): JSX.Element {
  const { evaluate, assimilate, record } = last.seconds;
  const facts: readonly (readonly [string, string])[] = [
    ['Alpha', formatNumber(last.alpha)],
    ['Sum of 1/alpha', formatNumber(last.inverseAlphaSum)],
    ['Misfit per observation', formatNumber(last.misfit)],
    ['Forecast’s 90 % interval covers', formatPercent(last.coverageForecast)],
    ['Parameter spread over prior', formatNumber(last.parameterSpread)],
    ['Condition of the system', formatNumber(last.condition, 2)],
    ['Passes per training sample', formatCount(last.passes)],
    [
      'Evaluate, assimilate, record',
      [evaluate, assimilate, record].map((seconds) => formatSeconds(seconds)).join(', '),
    ],
  ];
  return (
    <dl class="facts">
      {facts.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
