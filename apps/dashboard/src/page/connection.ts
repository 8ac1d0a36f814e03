/** The page's end of the stream: a snapshot first, then events; connected again when the line is lost. */
import type { PageEvent } from '../state/pageEvent.ts';
import { INITIAL_STATE, type PageState } from '../state/pageState.ts';
import { reduce } from '../state/reduce.ts';

/** over: the coordinator has said goodbye. */
export type Link = 'connecting' | 'open' | 'lost' | 'over';

export interface Connection {
  /** Tries now, whatever was before. */
  reconnect(): void;
  close(): void;
}

/** The server sends a beat every 10 s. */
const SILENCE_MILLISECONDS = 25_000;
const RETRY_MILLISECONDS = 4000;

export function connect(onState: (state: PageState) => void, onLink: (link: Link) => void): Connection {
  let state = INITIAL_STATE;
  let source: EventSource | undefined;
  let timer = 0;

  const waitFor = (milliseconds: number): void => {
    clearTimeout(timer);
    timer = window.setTimeout(open, milliseconds);
  };
  const show = (next: PageState): void => {
    state = next;
    onState(state);
  };
  const heard = (): void => {
    onLink('open');
    waitFor(SILENCE_MILLISECONDS);
  };
  const close = (): void => {
    clearTimeout(timer);
    source?.close();
  };

  function open(): void {
    close();
    const own = new EventSource('events');
    source = own;
    waitFor(SILENCE_MILLISECONDS);
    own.addEventListener('beat', heard);
    own.addEventListener('state', ({ data }: MessageEvent<string>) => {
      heard();
      show(JSON.parse(data) as PageState);
    });
    own.addEventListener('events', ({ data }: MessageEvent<string>) => {
      heard();
      show((JSON.parse(data) as PageEvent[]).reduce(reduce, state));
    });
    own.addEventListener('bye', () => {
      close();
      onLink('over');
    });
    own.addEventListener('error', () => {
      onLink('lost');
      // The browser tries again by itself unless it was answered with an error.
      if (own.readyState === EventSource.CLOSED) waitFor(RETRY_MILLISECONDS);
    });
  }

  onLink('connecting');
  open();
  return { reconnect: open, close };
}
