/** One client's stream of events: first what it lacks, then frames as they come, a beat when there are none. */
import type { Context } from 'hono';
import { streamSSE, type SSEStreamingApi } from 'hono/streaming';
import type { FrameHub } from './frameHub.ts';

export interface StreamLimits {
  /** Longest time in milliseconds that a client may take to accept a message before it is dropped. */
  readonly writeMilliseconds: number;
  /** A beat after so long a silence, so that both sides notice a dead connection. */
  readonly beatMilliseconds: number;
}

export const STREAM_LIMITS: StreamLimits = { writeMilliseconds: 10_000, beatMilliseconds: 10_000 };

/** Milliseconds after which a browser connects again. */
const RETRY_MILLISECONDS = 2000;

/** Answers with the stream. @param drop ends the connection at once */
export function eventStream(context: Context, hub: FrameHub, limits: StreamLimits, drop: () => void): Response {
  context.header('x-accel-buffering', 'no');
  return streamSSE(context, async (stream) => {
    try {
      await sendAll(stream, hub, limits, context.req.header('last-event-id'));
    } catch (error) {
      if (!(error instanceof SlowClient)) throw error;
      drop();
    }
  });
}

class SlowClient extends Error {}

async function sendAll(
  stream: SSEStreamingApi,
  hub: FrameHub,
  { writeMilliseconds, beatMilliseconds }: StreamLimits,
  lastEventId: string | undefined,
): Promise<void> {
  let id = lastEventId;
  const gone = new AbortController();
  stream.onAbort(() => gone.abort());
  const send = (message: Parameters<SSEStreamingApi['writeSSE']>[0]): Promise<void> =>
    withinTime(stream.writeSSE(message), writeMilliseconds);
  await send({ event: 'beat', data: String(Date.now()), retry: RETRY_MILLISECONDS });
  while (!stream.aborted) {
    const message = hub.after(id);
    if (message) {
      await send(message);
      id = message.id;
    } else if (hub.closed) {
      return await send({ event: 'bye', data: '' });
    } else if ((await nextOrBeat(hub, gone.signal, beatMilliseconds)) === 'beat') {
      await send({ event: 'beat', data: String(Date.now()) });
    }
  }
}

async function withinTime(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SlowClient()), milliseconds).unref();
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function nextOrBeat(hub: FrameHub, gone: AbortSignal, milliseconds: number): Promise<'frame' | 'beat'> {
  const quiet = AbortSignal.timeout(milliseconds);
  await hub.next(AbortSignal.any([gone, quiet]));
  return quiet.aborted ? 'beat' : 'frame';
}
