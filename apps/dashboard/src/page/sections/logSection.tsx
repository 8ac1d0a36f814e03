import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { LogLine } from '../../state/pageEvent.ts';
import type { PageState } from '../../state/pageState.ts';
import { Section } from './section.tsx';

const NEAR_END_PIXELS = 24;

/** The end of the log; it follows what comes unless the reader has scrolled up. */
export function LogSection({ state: { log } }: { readonly state: PageState }): JSX.Element {
  const list = useRef<HTMLOListElement>(null);
  const isFollowing = useRef(true);
  useEffect(() => {
    const element = list.current;
    if (element && isFollowing.current) element.scrollTop = element.scrollHeight;
  }, [log]);
  return (
    <Section id="log" title="Log">
      {log.length === 0 ? (
        <p class="empty">Nothing yet.</p>
      ) : (
        <ol
          class="log"
          ref={list}
          tabIndex={0}
          aria-labelledby="log"
          onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
            isFollowing.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PIXELS;
          }}
        >
          {log.map((line, k) => (
            <Line key={`${line.time} ${k}`} {...line} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function Line({ time, level, text }: LogLine): JSX.Element {
  return (
    <li class={`log-${level}`}>
      {time !== undefined && (
        <time dateTime={new Date(time).toISOString()}>{new Date(time).toLocaleTimeString('en-GB')}</time>
      )}
      <span>
        {level !== 'info' && <b>{level} </b>}
        {text}
      </span>
    </li>
  );
}
