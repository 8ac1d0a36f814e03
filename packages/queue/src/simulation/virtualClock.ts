/** Time that passes only when nothing is left to do: hours of simulated waiting in milliseconds. */

export interface VirtualClock {
  /** Seconds since the start. */
  now(): number;
  at(delay: number, action: () => void): void;
  sleep(delay: number): Promise<void>;
  /** Runs event after event until `isOver`; false when that has not come at `limit` seconds. */
  run(isOver: () => boolean, limit: number): Promise<boolean>;
}

interface Entry {
  readonly time: number;
  readonly order: number;
  readonly action: () => void;
}

const isBefore = (a: Entry, b: Entry): boolean => a.time < b.time || (a.time === b.time && a.order < b.order);

/** A binary heap of entries, the earliest first. */
function createSchedule() {
  const heap: Entry[] = [];
  const swap = (i: number, j: number): void => {
    [heap[i], heap[j]] = [heap[j], heap[i]];
  };
  const rise = (i: number): void => {
    for (let parent = (i - 1) >> 1; i > 0 && isBefore(heap[i], heap[parent]); i = parent, parent = (i - 1) >> 1)
      swap(i, parent);
  };
  const sink = (i: number): void => {
    for (;;) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2])
        if (child < heap.length && isBefore(heap[child], heap[least])) least = child;
      if (least === i) return;
      swap(i, least);
      i = least;
    }
  };
  return {
    push(entry: Entry): void {
      heap.push(entry);
      rise(heap.length - 1);
    },
    pop(): Entry | undefined {
      const first = heap[0];
      const last = heap.pop();
      if (last && heap.length > 0) {
        heap[0] = last;
        sink(0);
      }
      return first;
    },
  };
}

/** More than the longest chain of promises between two events; far cheaper than a turn of the event loop. */
const PROMISE_HOPS = 24;

/** Lets all promise callbacks run that are due now. */
async function settle(): Promise<void> {
  const hop = Promise.resolve();
  for (let hops = 0; hops < PROMISE_HOPS; hops++) await hop;
}

export function createVirtualClock(): VirtualClock {
  const schedule = createSchedule();
  let time = 0;
  let order = 0;
  const at = (delay: number, action: () => void): void => schedule.push({ time: time + delay, order: order++, action });
  return {
    now: () => time,
    at,
    sleep: (delay) => new Promise((resolve) => at(delay, resolve)),
    async run(isOver, limit) {
      await settle();
      for (let next = schedule.pop(); next && next.time <= limit && !isOver(); next = schedule.pop()) {
        time = next.time;
        next.action();
        await settle();
      }
      return isOver();
    },
  };
}
