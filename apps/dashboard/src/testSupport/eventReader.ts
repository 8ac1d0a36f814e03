/** For tests: reads a stream of server-sent events as a browser would. */

export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
  readonly id?: string;
}

export interface EventReader {
  /** The next event; undefined at the end of the stream. */
  next(): Promise<ServerSentEvent | undefined>;
  /** The next one that is no beat. */
  nextMessage(): Promise<ServerSentEvent | undefined>;
  close(): Promise<void>;
}

export async function readEvents(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventReader> {
  const abort = new AbortController();
  const response = await fetch(`${url}events`, { headers, signal: abort.signal });
  if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<ServerSentEvent | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        return parse(block);
      }
      const { done, value } = await reader.read();
      if (done) return undefined;
      text += value;
    }
  };
  return {
    next,
    async nextMessage() {
      for (;;) {
        const event = await next();
        if (event?.event !== 'beat') return event;
      }
    },
    async close() {
      abort.abort();
      await reader.cancel().catch(() => undefined);
    },
  };
}

function parse(block: string): ServerSentEvent {
  const fields = block.split('\n').map((line) => /^(\w+): ?(.*)$/.exec(line) ?? ['', '', '']);
  const valueOf = (name: string): string | undefined => fields.find(([, key]) => key === name)?.[2];
  const data = fields.flatMap(([, key, value]) => (key === 'data' ? [value] : [])).join('\n');
  const id = valueOf('id');
  return { event: valueOf('event') ?? 'message', data, ...(id !== undefined && { id }) };
}
