import type { JSX } from 'preact';
import { noticesOf } from '../../state/notices.ts';
import type { PageState } from '../../state/pageState.ts';

/** What is wrong; one quiet line if nothing is. */
export function Notices({ state }: { readonly state: PageState }): JSX.Element | null {
  const notices = noticesOf(state);
  if (notices.length === 0) return null;
  return (
    <ul class="notices" aria-label="Worth a look">
      {notices.map(({ level, text }) => (
        <li key={text} class={`notice-${level}`}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M8 1.6 15 14.2H1Z" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round" />
            <path d="M8 6v4M8 11.4v1.2" stroke="currentColor" stroke-width="1.5" />
          </svg>
          <span>
            <span class="unseen">{level}: </span>
            {text}
          </span>
        </li>
      ))}
    </ul>
  );
}
