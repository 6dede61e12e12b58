import { spawn } from 'node:child_process';
import { ROOT } from './paths.ts';

// `npm run check`: what can be said without running the product. The steps share nothing, so two run at a time, those that take
// longest first. Caches hold what depends on one file alone, or on what the tool itself follows (`.tsbuildinfo`).

const STEPS: Readonly<Record<string, string>> = {
  'code and its types': 'oxlint --type-check',
  'templates and boundaries': 'npm run --silent lint:structure',
  formatting:
    'prettier --check --cache --cache-location node_modules/.cache/prettier/check --cache-strategy content --log-level warn .',
  'types of components': 'npm run --silent types',
  'scripts of components': 'npm run --silent lint:components',
  'dead code': 'knip',
  'protocol rules': 'node scripts/check-protocol.ts',
};
const AT_A_TIME = 2;

/** Runs a step and prints what it said, in one piece, when it has ended. */
function run(name: string, command: string): Promise<boolean> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, { cwd: ROOT, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    }
    child.once('close', (code) => {
      const seconds = Math.round((performance.now() - started) / 1_000);
      console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
      if (code !== 0) console.log(output);
      resolve(code === 0);
    });
  });
}

const waiting = Object.entries(STEPS);
const results: boolean[] = [];
async function lane(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) results.push(await run(...next));
}
await Promise.all(Array.from({ length: AT_A_TIME }, lane));
process.exitCode = results.every(Boolean) ? 0 : 1;
