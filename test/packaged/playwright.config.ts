import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results/packaged',
  workers: 1,
  forbidOnly: true,
  reporter: [['list']],
});
