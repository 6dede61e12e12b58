import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { inRoot, ROOT } from './paths.ts';
import { playwrightTotals, RESULTS, sum, totalsOf, type Totals, vitestTotals } from './test-totals.ts';

// `npm test`: everything, in the order in which failures are cheapest; later steps run also when an earlier one failed.

rmSync(inRoot('test-results'), { recursive: true, force: true });

/** Runs one npm script with arguments. */
function run(script: string, ...args: readonly string[]): boolean {
  const started = performance.now();
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['run', '--silent', script, '--', ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const seconds = Math.round((performance.now() - started) / 1_000);
  console.log(`${status === 0 ? '✓' : '✗'} npm run ${script} (${seconds} s)\n`);
  return status === 0;
}

function step(script: string): Totals {
  return run(script) ? { passed: 0, failed: 0 } : { passed: 0, failed: 1 };
}

function suite(
  script: string,
  file: string,
  count: (report: unknown) => Totals,
  args: readonly string[],
): Totals {
  const succeeded = run(script, ...args);
  const totals = totalsOf(file, count);
  // A runner that fails although every test passed has failed itself.
  return succeeded || totals.failed > 0 ? totals : { ...totals, failed: 1 };
}

const totals = sum([
  step('check'),
  step('build'),
  suite('unit', RESULTS.unit, vitestTotals, [
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${RESULTS.unit}`,
  ]),
  suite('e2e', RESULTS.e2e, playwrightTotals, []),
]);
const line = `${totals.passed} passed, ${totals.failed} failed`;
writeFileSync(inRoot('test-results', 'total.txt'), `${line}\n`);
console.log(line);
process.exitCode = totals.failed === 0 ? 0 : 1;
