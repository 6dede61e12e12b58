import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [vue()],
  test: {
    include: ['test/{unit,contract,sim,security,process}/**/*.test.ts'],
    // SQLite, sockets and worker threads behave as in production only in a process of their own.
    pool: 'forks',
    testTimeout: 20_000,
    reporters: ['default'],
  },
});
