import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { inRoot } from './paths.ts';

/** Where the runners write what happened. */
export const RESULTS = {
  unit: inRoot('test-results', 'vitest.json'),
  e2e: inRoot('test-results', 'playwright.json'),
} as const;

export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

const Vitest = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  /** A file that could not even be loaded has no tests to fail. */
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

const Playwright = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int() }),
  errors: z.array(z.unknown()),
});

/** Counts of a vitest JSON report. */
export function vitestTotals(report: unknown): Totals {
  const { numPassedTests, numFailedTests, testResults } = Vitest.parse(report);
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length };
}

/** Counts of a Playwright JSON report. A test that passed only in a second attempt has failed. */
export function playwrightTotals(report: unknown): Totals {
  const { stats, errors } = Playwright.parse(report);
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length };
}

/** Counts of a report on disk; a runner that left none has failed once. */
export function totalsOf(file: string, count: (report: unknown) => Totals): Totals {
  try {
    return count(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { passed: 0, failed: 1 };
  }
}

export function sum(all: readonly Totals[]): Totals {
  return {
    passed: all.reduce((total, { passed }) => total + passed, 0),
    failed: all.reduce((total, { failed }) => total + failed, 0),
  };
}
