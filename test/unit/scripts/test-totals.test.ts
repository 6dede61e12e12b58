import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { playwrightTotals, sum, totalsOf, vitestTotals } from '../../../scripts/test-totals.ts';

it('counts a file that could not be loaded as a failure', () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 1,
    testResults: [
      { status: 'passed', assertionResults: [{}] },
      { status: 'failed', assertionResults: [{}] },
      { status: 'failed', assertionResults: [] },
    ],
  };
  expect(vitestTotals(report)).toEqual({ passed: 5, failed: 2 });
});

it('counts a test that passed in a second attempt, and errors outside of tests, as failures', () => {
  const report = { stats: { expected: 7, unexpected: 1, flaky: 2, skipped: 3 }, errors: [{}] };
  expect(playwrightTotals(report)).toEqual({ passed: 7, failed: 4 });
});

it('counts a runner without a report as a failure', () => {
  const folder = mkdtempSync(join(tmpdir(), 'yidu-totals-'));
  writeFileSync(join(folder, 'broken.json'), '{"stats":');
  for (const name of ['missing.json', 'broken.json']) {
    expect(totalsOf(join(folder, name), playwrightTotals)).toEqual({ passed: 0, failed: 1 });
  }
  rmSync(folder, { recursive: true });
});

it('adds up', () => {
  expect(
    sum([
      { passed: 1, failed: 0 },
      { passed: 2, failed: 3 },
    ]),
  ).toEqual({ passed: 3, failed: 3 });
});
