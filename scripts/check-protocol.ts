import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// Every rule of PROTOCOL.md is quoted in the title of a test, and every rule that a test quotes exists.

const ROOT = join(import.meta.dirname, '..');
const RULE = /^- \*\*([A-Z]{3}-\d+)\*\*/gm;
/** The title of a test or of a group of tests, where it starts with a quotation mark. */
const TITLE = /\b(?:it|test|describe)(?:\.[a-z]+(?:\([^()]*\))?)*\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/gs;
const QUOTED = /\[([A-Z]{3}-\d+)\]/g;

function matches(pattern: RegExp, text: string, group: number): string[] {
  return [...text.matchAll(pattern)].map((match) => match[group] ?? '');
}

const rules = matches(RULE, readFileSync(join(ROOT, 'PROTOCOL.md'), 'utf8'), 1);
const problems = rules
  .filter((rule, index) => rules.indexOf(rule) !== index)
  .map((rule) => `PROTOCOL.md has ${rule} twice`);

const quoted = new Set<string>();
for (const file of globSync('test/**/*.{test,spec}.ts', { cwd: ROOT })) {
  const titles = matches(TITLE, readFileSync(join(ROOT, file), 'utf8'), 2).join('\n');
  for (const rule of matches(QUOTED, titles, 1)) {
    quoted.add(rule);
    if (!rules.includes(rule)) problems.push(`${file} quotes ${rule}, which PROTOCOL.md does not have`);
  }
}
problems.push(...rules.filter((rule) => !quoted.has(rule)).map((rule) => `no test quotes ${rule}`));

if (rules.length === 0) problems.push('PROTOCOL.md has no rules');
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`${rules.length} protocol rules, each with a test`);
