/**
 * The memory of one instance of the kernels, and who owns which part of it.
 *
 * It is a *shared* memory with a maximum of 4 GiB, of which the system backs only what is touched. A plain memory
 * detaches every view when it grows; views of a shared one stay valid for ever, so a workspace matrix does too. (A copy
 * into shared memory runs at about two thirds of the speed; next to arithmetic that costs n flops a value it is lost.)
 */
import { NumericsError } from '../errors.ts';
import { type WasmMemory, webAssembly } from './webAssembly.ts';

const PAGE = 65536;
const MAXIMUM_PAGES = 65536;
/** The compiled module asks for at least as much. */
const INITIAL_PAGES = 64;
const ALIGNMENT = 64;
const MIB = 1024 * 1024;

interface Span {
  address: number;
  bytes: number;
}

export interface WasmHeap {
  readonly memory: WasmMemory;
  /** Everything below `address` belongs to the kernels; the rest becomes free. Called once. */
  open(address: number): void;
  /** The address of so many bytes, 64-byte aligned, with room to read 64 bytes past them. Throws NUM_MEMORY. */
  allocate(bytes: number): number;
  release(address: number): void;
  /** The whole memory as doubles or floats. Ask again after an `allocate`: an older one does not reach the new part. */
  doubles(): Float64Array<SharedArrayBuffer>;
  floats(): Float32Array<SharedArrayBuffer>;
  /** Where `data` lies in this memory, or undefined if it does not. */
  addressOf(data: ArrayBufferView): number | undefined;
}

function createMemory(): WasmMemory {
  try {
    return new webAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES, shared: true });
  } catch (error) {
    throw new NumericsError(
      'NUM_BACKEND_UNAVAILABLE',
      `wasm: 4 GiB of address space cannot be reserved (${error instanceof Error ? error.message : String(error)}); ` +
        'raise the limit (ulimit -v), or use the ml-matrix backend',
    );
  }
}

function refuseGrowth(used: number, more: number, cause: unknown): never {
  throw new NumericsError(
    'NUM_MEMORY',
    `wasm: ${Math.ceil(more / MIB)} MiB more than the ${Math.ceil(used / MIB)} MiB in use cannot be had, of at most ` +
      `4096 MiB (${cause instanceof Error ? cause.message : String(cause)}); use smaller matrices, or the openblas backend`,
  );
}

/** Adds a span to the sorted free list, joined with its neighbours. */
function insertSpan(free: Span[], span: Span): void {
  const next = free.findIndex((other) => other.address > span.address);
  const at = next === -1 ? free.length : next;
  free.splice(at, 0, span);
  const after = free[at + 1];
  if (after && span.address + span.bytes === after.address) {
    span.bytes += after.bytes;
    free.splice(at + 1, 1);
  }
  const before = free[at - 1];
  if (before && before.address + before.bytes === span.address) {
    before.bytes += span.bytes;
    free.splice(at, 1);
  }
}

/** Takes `bytes` from the first span that is long enough. */
function takeSpan(free: Span[], bytes: number): number | undefined {
  const at = free.findIndex((span) => span.bytes >= bytes);
  if (at === -1) return undefined;
  const span = free[at];
  const address = span.address;
  span.address += bytes;
  span.bytes -= bytes;
  if (span.bytes === 0) free.splice(at, 1);
  return address;
}

/** A memory of its own, for one instance on one thread. Throws NUM_BACKEND_UNAVAILABLE. */
export function createWasmHeap(): WasmHeap {
  const memory = createMemory();
  const free: Span[] = [];
  const owned = new Map<number, number>();
  /** Growth makes a new buffer object over the same memory; `current` is the last, the others are in `buffers`. */
  const buffers = new WeakSet<ArrayBufferLike>();
  let current: ArrayBufferLike;
  let doubles: Float64Array<SharedArrayBuffer>;
  let floats: Float32Array<SharedArrayBuffer>;
  const refresh = (): void => {
    doubles = new Float64Array(memory.buffer);
    floats = new Float32Array(memory.buffer);
    current = doubles.buffer;
    buffers.add(current);
  };
  const grow = (bytes: number): void => {
    const used = memory.buffer.byteLength;
    const last = free.at(-1);
    const tail = last && last.address + last.bytes === used ? last.bytes : 0;
    const pages = Math.ceil((bytes - tail) / PAGE);
    try {
      memory.grow(pages);
    } catch (error) {
      refuseGrowth(used, bytes - tail, error);
    }
    refresh();
    insertSpan(free, { address: used, bytes: pages * PAGE });
  };
  refresh();
  return {
    memory,
    open: (address) => insertSpan(free, { address, bytes: memory.buffer.byteLength - address }),
    allocate(wanted) {
      const bytes = (Math.ceil(wanted / ALIGNMENT) + 1) * ALIGNMENT;
      let address = takeSpan(free, bytes);
      if (address === undefined) {
        grow(bytes);
        address = takeSpan(free, bytes);
      }
      if (address === undefined) throw new Error('a grown memory must hold what it was grown for');
      owned.set(address, bytes);
      return address;
    },
    release(address) {
      const bytes = owned.get(address);
      if (bytes === undefined) return;
      owned.delete(address);
      insertSpan(free, { address, bytes });
    },
    doubles: () => doubles,
    floats: () => floats,
    addressOf(data) {
      const buffer = data.buffer;
      return buffer === current || buffers.has(buffer) ? data.byteOffset : undefined;
    },
  };
}
