import { describe, expect, test } from 'vitest';
import type { PageEvent } from '../state/pageEvent.ts';
import type { PageState } from '../state/pageState.ts';
import { INITIAL_STATE } from '../state/pageState.ts';
import { reduce } from '../state/reduce.ts';
import { curveFit, progress, RUN, stepEvent } from '../testSupport/samples.ts';
import { FrameHub, type Message } from './frameHub.ts';

const NEVER = new AbortController().signal;
const OFTEN = { perSecond: 1000 };

function eventsOf(message: Message | undefined): PageEvent[] {
  expect(message?.event).toBe('events');
  return JSON.parse(message?.data ?? '') as PageEvent[];
}

function stateOf(message: Message | undefined): PageState {
  expect(message?.event).toBe('state');
  return JSON.parse(message?.data ?? '') as PageState;
}

function offerDone(hub: FrameHub, done: number): void {
  hub.offer('progress', () => ({ type: 'progress', progress: progress({ done }) }), OFTEN);
}

describe('the hub', () => {
  test('that a new reader gets the whole state, and then what follows', async () => {
    const hub = new FrameHub();
    hub.publish(RUN);
    hub.publish(stepEvent(1));
    const first = hub.after(undefined);
    expect(stateOf(first)).toMatchObject({ run: { name: 'sine' }, last: { step: 1 } });
    expect(hub.after(first?.id)).toBeUndefined();
    hub.publish(stepEvent(2));
    await hub.next(NEVER);
    expect(eventsOf(hub.after(first?.id))).toEqual([stepEvent(2)]);
  });

  test('that state and events together are the same for every reader, whenever it came', async () => {
    const hub = new FrameHub();
    const readers: { id: string; state: PageState }[] = [];
    for (let step = 1; step <= 6; step++) {
      const message = hub.after(undefined);
      readers.push({ id: message?.id ?? '', state: stateOf(message) });
      hub.publish(stepEvent(step));
      if (step % 2 === 0) await hub.next(NEVER);
    }
    const whole = stateOf(hub.after(undefined));
    for (const { id, state } of readers) expect(eventsOf(hub.after(id)).reduce(reduce, state)).toEqual(whole);
  });

  test('that many events become few frames', async () => {
    const hub = new FrameHub();
    const { id } = hub.after(undefined) as Message;
    let frames = 0;
    for (let step = 1; step <= 500; step++) hub.publish(stepEvent(step));
    const counting = hub.next(NEVER).then(() => frames++);
    await counting;
    expect(eventsOf(hub.after(id))).toHaveLength(500);
    expect(frames).toBe(1);
  });

  test('that of what is offered only the latest is made, when it is sent', async () => {
    const hub = new FrameHub();
    const { id } = hub.after(undefined) as Message;
    let made = 0;
    for (let done = 1; done <= 100; done++)
      hub.offer('progress', () => (made++, { type: 'progress', progress: progress({ done }) }), OFTEN);
    expect(made).toBe(0);
    await hub.next(NEVER);
    expect(made).toBe(1);
    expect(eventsOf(hub.after(id))).toEqual([{ type: 'progress', progress: progress({ done: 100 }) }]);
  });

  test('that an offer waits for its turn, and is told at once to who asks for the state', async () => {
    const hub = new FrameHub();
    const fit = (step: number) => (): PageEvent => ({ type: 'fit', step, fits: [curveFit(step)] });
    hub.offer('fit', fit(1), { perSecond: 0.01 });
    await hub.next(NEVER);
    const { id } = hub.after(undefined) as Message;
    hub.offer('fit', fit(2), { perSecond: 0.01 });
    offerDone(hub, 5);
    await hub.next(NEVER);
    expect(eventsOf(hub.after(id)).map(({ type }) => type)).toEqual(['progress']);
    expect(stateOf(hub.after(undefined)).fitStep).toBe(2);
  });

  test('that an offer that has become void is not told', async () => {
    const hub = new FrameHub();
    const { id } = hub.after(undefined) as Message;
    hub.offer('progress', () => undefined, OFTEN);
    hub.publish(RUN);
    await hub.next(NEVER);
    expect(eventsOf(hub.after(id))).toEqual([RUN]);
  });

  test('that an offer that fails becomes a line of the log, not the end of the run', () => {
    const hub = new FrameHub();
    hub.offer(
      'fit',
      () => {
        throw new Error('no such column');
      },
      OFTEN,
    );
    expect(stateOf(hub.after(undefined)).log).toMatchObject([
      { level: 'error', text: 'fit cannot be shown: Error: no such column' },
    ]);
  });

  test('that a reader who comes back goes on where it was, and one from another server begins again', async () => {
    const [hub, other] = [new FrameHub(), new FrameHub()];
    const { id } = hub.after(undefined) as Message;
    hub.publish(RUN);
    await hub.next(NEVER);
    expect(hub.after(id)?.event).toBe('events');
    for (const stranger of [other.after(undefined)?.id, 'nonsense', '', `${id}7`, id.replace(/\d+$/, '-1')])
      expect(hub.after(stranger)?.event).toBe('state');
  });

  test('that a reader who was away for too long gets the state, so that few frames are kept', async () => {
    const hub = new FrameHub();
    const { id } = hub.after(undefined) as Message;
    const big: PageEvent = { type: 'fit', step: 1, fits: [curveFit(1, 200_000)] };
    for (let k = 0; k < 4; k++) {
      hub.publish(big);
      await hub.next(NEVER);
    }
    expect(hub.after(id)?.event).toBe('state');
  });

  test('that closing tells what is left and wakes who waits', async () => {
    const hub = new FrameHub();
    const { id } = hub.after(undefined) as Message;
    const waiting = hub.next(NEVER);
    hub.publish(RUN);
    offerDone(hub, 3);
    hub.close();
    await waiting;
    expect(hub.closed).toBe(true);
    expect(eventsOf(hub.after(id)).map(({ type }) => type)).toEqual(['run', 'progress']);
    await hub.next(NEVER);
  });

  test('that who waits can give up', async () => {
    const abort = new AbortController();
    const waiting = new FrameHub().next(abort.signal);
    abort.abort();
    await expect(waiting).resolves.toBeUndefined();
  });

  test('that a state without events is the initial one', () => {
    expect(stateOf(new FrameHub().after(undefined))).toEqual(JSON.parse(JSON.stringify(INITIAL_STATE)));
  });
});
