/** For tests: a page without readers, that keeps what it was told. */
import type { PageEvent } from '@enkit/dashboard';
import type { PageSink } from '../pageListener.ts';

export interface RecordedPage extends PageSink {
  readonly events: readonly PageEvent[];
  ofType<Type extends PageEvent['type']>(type: Type): Extract<PageEvent, { type: Type }>[];
  /** Makes what was offered last under the key. */
  offered(key: string): PageEvent | undefined;
}

export function createRecordedPage(): RecordedPage {
  const events: PageEvent[] = [];
  const offers = new Map<string, () => PageEvent | undefined>();
  return {
    events,
    publish: (event) => void events.push(JSON.parse(JSON.stringify(event)) as PageEvent),
    offer: (key, make) => void offers.set(key, make),
    ofType: (type) => events.filter((event) => event.type === type) as never,
    offered: (key) => offers.get(key)?.(),
  };
}
