import { setFlagsFromString } from 'node:v8';

const off = '--no-wasm-tier-up --no-wasm-dynamic-tiering';
const on = '--wasm-tier-up --wasm-dynamic-tiering';

/**
 * Keeps V8 from optimising the HTTP parser, which is WebAssembly: a process that ends after a few calls would otherwise wait 0.1 s for the
 * optimiser before it can exit. Returns what puts V8's flags back.
 */
export function skipWasmOptimization(): () => void {
  setFlagsFromString(off);
  return () => setFlagsFromString(on);
}
