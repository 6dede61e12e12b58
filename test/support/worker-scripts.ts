import { inRoot } from '../../scripts/paths.ts';

/**
 * The entries of worker threads that tests start, by the name of what they are built to.
 *
 * Built, as in the product, and not run as TypeScript: in each worker Node would strip the types with WebAssembly, and V8 (seen
 * with Node 24.21) now and then frees what the threads of one process share of it while another uses it. Such a run ends in a
 * SIGSEGV below `WasmEngine::FreeDeadCode`.
 */
export const WORKER_SOURCES = {
  'client-store': 'src/main/store/worker.ts',
  archive: 'src/main/archive/archive-worker.ts',
  relay: 'src/relay/bin/relay-worker.ts',
  'relay-storage': 'src/relay/storage/sqlite/worker.ts',
  'fake-relay': 'test/unit/main/relay-host/fake-relay-worker.ts',
  'storage-that-dies': 'test/unit/relay/storage/sqlite/worker-that-dies.ts',
} as const;

/** Below node_modules, so that packages are found from there. */
export const BUILT_WORKERS: string = inRoot('node_modules', '.cache', 'yidu-test-workers');

/** Where a worker's script is while tests run. */
export function workerScript(name: keyof typeof WORKER_SOURCES): string {
  return `${BUILT_WORKERS}/${name}.mjs`;
}
