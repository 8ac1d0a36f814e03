import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { remainingSeconds, type PageState } from '../../state/pageState.ts';
import { formatNumber, formatSeconds } from '../../view/format.ts';
import type { Link } from '../connection.ts';

/** A screen reader hears of progress so often at most; of an end or a lost connection at once. */
const QUIET_MILLISECONDS = 30_000;

export function Announcement({ state, link }: { readonly state: PageState; readonly link: Link }): JSX.Element {
  const [text, setText] = useState('');
  const spoken = useRef({ time: -QUIET_MILLISECONDS, urgent: '' });
  const urgent =
    `${state.ending?.kind ?? ''} ${link === 'lost' ? 'connection lost' : ''} ${state.failures.total > 0 ? 'members have failed' : ''}`.trim();
  useEffect(() => {
    const now = performance.now();
    if (urgent === spoken.current.urgent && now - spoken.current.time < QUIET_MILLISECONDS) return;
    if (!state.last && urgent === '') return;
    spoken.current = { time: now, urgent };
    setText(sentenceOf(state, urgent));
  }, [state.last?.step, urgent]);
  return (
    <p class="unseen" role="status" aria-live="polite">
      {text}
    </p>
  );
}

function sentenceOf(state: PageState, urgent: string): string {
  const { last, run } = state;
  const left = remainingSeconds(state);
  const step = last
    ? `step ${last.step}${last.plannedSteps === undefined ? '' : ` of ${last.plannedSteps}`}`
    : 'no step yet';
  const parts = [
    `${run?.name ?? 'The run'}: ${step}`,
    last ? `RMSE ${formatNumber(last.rmseForecast)}` : '',
    left === undefined ? '' : `${formatSeconds(left)} to go`,
    urgent,
  ];
  return parts.filter(Boolean).join(', ');
}
