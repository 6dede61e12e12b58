/** `npm run bench -- <name> [--json] [--check]`. */
import { parseArgs } from 'node:util';
import { buildIfNeeded } from '../scripts/build.ts';
import { type Bench, isMet, printTables, printTarget } from './report.ts';

const benches: Record<string, () => Promise<{ bench: Bench }>> = {
  relay: () => import('./relay/bench.ts'),
  receipts: () => import('./receipts/bench.ts'),
  store: () => import('./store/bench.ts'),
  start: () => import('./start/bench.ts'),
  channels: () => import('./channels/bench.ts'),
  files: () => import('./files/bench.ts'),
  fuzz: () => import('./fuzz/bench.ts'),
  kill: () => import('./kill/bench.ts'),
  ui: () => import('./ui/bench.ts'),
  sim: () => import('./sim/bench.ts'),
  crash: () => import('./crash/bench.ts'),
  cluster: () => import('./cluster/bench.ts'),
  chaos: () => import('./chaos/bench.ts'),
  rolling: () => import('./rolling/bench.ts'),
};

const { values, positionals } = parseArgs({ strict: false, allowPositionals: true });
const name = positionals[0] ?? '';
const load = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (!load) {
  console.error(
    `usage: npm run bench -- <${Object.keys(benches).join('|')}> [--json] [--check] [--option=value …]`,
  );
  process.exit(2);
}

buildIfNeeded();
const { bench } = await load();
const result = await bench({
  option: (key, fallback) => {
    const value = values[key];
    return typeof value === 'string' ? Number(value) : fallback;
  },
  list: (key) => {
    const value = values[key];
    return typeof value === 'string' ? value.split(',') : undefined;
  },
  say: (text) => process.stderr.write(`${text}\n`),
});

if (values['json']) {
  for (const row of result.rows) console.log(JSON.stringify({ bench: name, ...row }));
  for (const target of result.targets)
    console.log(JSON.stringify({ bench: name, target: target.name, ...target, met: isMet(target) ?? null }));
} else {
  console.log(printTables(result.rows));
  console.log('');
  for (const target of result.targets) console.log(printTarget(target));
  for (const note of result.notes) console.log(`note: ${note}`);
}

if (values['check']) {
  const missed = result.targets.filter((target) => isMet(target) === false);
  for (const target of missed) console.error(`missed: ${printTarget(target)}`);
  if (missed.length > 0) process.exit(1);
}
