import { build } from 'vite';
import { BUILT_WORKERS, WORKER_SOURCES } from './worker-scripts.ts';

let built: Promise<unknown> | undefined;

/** Builds the workers' scripts; once, before the first test of any project. */
export async function setup(): Promise<void> {
  built ??= build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: ['zod'] },
    build: {
      ssr: true,
      outDir: BUILT_WORKERS,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { input: WORKER_SOURCES, output: { entryFileNames: '[name].mjs' } },
    },
  });
  await built;
}
