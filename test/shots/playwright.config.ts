import { defineConfig } from '@playwright/test';

/** `npm run shots`: not tests of the product, so no part of `npm run e2e`; but a state that cannot be brought about fails here. */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.shots.ts',
  outputDir: '../../test-results/shots',
  workers: 2,
  // Twelve pictures of a state or of several, each looked at.
  timeout: 300_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: [['list']],
});
