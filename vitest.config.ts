import { availableParallelism } from 'node:os';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** They put another `electron` in the place of the real one, which others must not see. */
const MOCKING = 'test/unit/main/platform/**/*.test.ts';

export default defineConfig({
  plugins: [vue()],
  test: {
    // SQLite, sockets and worker threads behave as in production only in a process of their own.
    pool: 'forks',
    // Much of them waits for disks and sockets: two cores carry two, where the default would be one.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 20_000,
    globalSetup: ['test/support/build-workers.ts'],
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'rules',
          include: ['test/unit/**/*.test.ts'],
          exclude: [MOCKING],
          // They keep no state in modules: sharing the loaded modules takes a third of the time.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: [MOCKING, 'test/{contract,sim,security,process,package}/**/*.test.ts'],
        },
      },
    ],
  },
});
