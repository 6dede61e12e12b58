import { defineConfig } from '@playwright/test';
import { RESULTS } from './scripts/test-totals.ts';

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './test/e2e/support/default-port.ts',
  outputDir: 'test-results/e2e',
  // Each test starts processes of its own and waits for them as much as it works: two cores carry two.
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: RESULTS.e2e }]],
});
