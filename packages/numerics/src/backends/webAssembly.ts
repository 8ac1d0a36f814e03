/**
 * The part of the WebAssembly interface that is used here. Node has it as a global, but its types come with the DOM
 * library only, which no package of the server side loads.
 */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
  /** Adds 64 KiB pages. Throws RangeError when the maximum or the system's memory is exhausted. */
  grow(pages: number): number;
}

export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (
    module: WasmModule,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: unknown };
  readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => WasmMemory;
}

export const webAssembly = Reflect.get(globalThis, 'WebAssembly') as WasmApi;
