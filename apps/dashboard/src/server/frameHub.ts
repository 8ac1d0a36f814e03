/**
 * Collects what a run tells into frames, a bounded number of frames a second, and keeps the state that they add up to.
 * It never waits for a client: clients fetch frames from here at their own pace, and one that falls behind the few frames
 * kept gets the whole state again.
 */
import { randomBytes } from 'node:crypto';
import type { PageEvent } from '../state/pageEvent.ts';
import { INITIAL_STATE, type PageState } from '../state/pageState.ts';
import { reduce } from '../state/reduce.ts';

/** Something to send; `id` is where the client then stands. */
export interface Message {
  readonly id: string;
  readonly event: 'state' | 'events';
  /** JSON: a PageState, or a list of PageEvents. */
  readonly data: string;
}

export interface OfferOptions {
  /** Events of this kind a second, at most. */
  readonly perSecond: number;
}

/** Gives an event of now; undefined if there is nothing to tell any more. */
export type MakeEvent = () => PageEvent | undefined;

interface Offer extends OfferOptions {
  readonly make: MakeEvent;
}

interface Frame {
  readonly number: number;
  /** Events as JSON, comma between them. */
  readonly data: string;
}

const FRAME_MILLISECONDS = 100;
const FRAMES_KEPT = 40;
const BYTES_KEPT = 2 ** 22;
/** What is dear to make is made less often, so that it takes at most this share of the time. */
const COST_SHARE = 0.05;

export class FrameHub {
  /** Tells the frames of this server from those of one before it. */
  readonly #instance = randomBytes(4).toString('hex');
  readonly #offers = new Map<string, Offer>();
  /** By key: when the next event of an offer may be made, in the time of performance.now(). */
  readonly #due = new Map<string, number>();
  readonly #waiting = new Set<() => void>();
  #state: PageState = INITIAL_STATE;
  #pending: string[] = [];
  #frames: readonly Frame[] = [];
  #number = 0;
  /** The state as JSON, after the frame of that number. */
  #whole: Frame | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  /** An event that is not lost. */
  publish(event: PageEvent): void {
    this.#state = reduce(this.#state, event);
    this.#pending.push(JSON.stringify(event));
    this.#schedule();
  }

  /** The latest of its kind: an earlier offer under the same key that was not made into an event yet is forgotten. */
  offer(key: string, make: MakeEvent, options: OfferOptions): void {
    this.#offers.set(key, { ...options, make });
    this.#schedule();
  }

  /**
   * What a client that stands at `id` has not seen; undefined if it has seen all. The whole state when `id` is unknown,
   * of another server, or too long ago.
   */
  after(id: string | undefined): Message | undefined {
    const [instance, text] = id?.split('.') ?? [];
    const number = Number(text);
    const isKnown = instance === this.#instance && Number.isInteger(number) && number <= this.#number;
    if (!isKnown || number + 1 < (this.#frames[0]?.number ?? this.#number + 1)) return this.#snapshot();
    if (number === this.#number) return undefined;
    const missed = this.#frames.filter((frame) => frame.number > number).map(({ data }) => data);
    return { id: this.#id(), event: 'events', data: `[${missed.join(',')}]` };
  }

  /** Resolves with the next frame, when `signal` is aborted, or when the hub is closed. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (this.#closed || signal.aborted) return resolve();
      const done = (): void => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }

  /** Makes everything offered and published a last frame. */
  close(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#settleOffers(Infinity);
    this.#flush();
    this.#closed = true;
    this.#wake();
  }

  #id(): string {
    return `${this.#instance}.${this.#number}`;
  }

  #snapshot(): Message {
    this.#settleOffers(Infinity);
    this.#flush();
    if (this.#whole?.number !== this.#number) this.#whole = { number: this.#number, data: JSON.stringify(this.#state) };
    return { id: this.#id(), event: 'state', data: this.#whole.data };
  }

  #schedule(): void {
    if (this.#closed || this.#timer) return;
    this.#timer = setTimeout(() => this.#tick(), FRAME_MILLISECONDS).unref();
  }

  #tick(): void {
    this.#timer = undefined;
    this.#settleOffers(performance.now());
    this.#flush();
    if (this.#offers.size > 0) this.#schedule();
  }

  /** Makes the offers that are due at `now` into events; Infinity stands for all of them. */
  #settleOffers(now: number): void {
    for (const [key, offer] of this.#offers) {
      if (now < (this.#due.get(key) ?? -Infinity)) continue;
      this.#offers.delete(key);
      this.#make(key, offer);
    }
  }

  #make(key: string, { make, perSecond }: Offer): void {
    const began = performance.now();
    try {
      const event = make();
      if (event) this.publish(event);
    } catch (error) {
      // A picture that cannot be drawn is no reason to end a run of days.
      this.publish({
        type: 'log',
        line: { time: Date.now(), level: 'error', text: `${key} cannot be shown: ${String(error)}` },
      });
    }
    const cost = performance.now() - began;
    this.#due.set(key, began + Math.max(1000 / perSecond, cost / COST_SHARE));
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const frame = { number: ++this.#number, data: this.#pending.join(',') };
    this.#pending = [];
    this.#frames = withinBounds([...this.#frames, frame]);
    this.#wake();
  }

  #wake(): void {
    for (const done of this.#waiting) done();
  }
}

/** The latest frames, as many as may be kept; always the last one. */
function withinBounds(frames: readonly Frame[]): readonly Frame[] {
  let bytes = 0;
  const first = frames.findLastIndex(({ data }) => (bytes += data.length) > BYTES_KEPT);
  return frames.slice(Math.min(frames.length - 1, Math.max(first + 1, frames.length - FRAMES_KEPT)));
}
