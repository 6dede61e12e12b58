import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { babelParse, parse, type SFCScriptBlock } from 'vue/compiler-sfc';
import { inRoot, ROOT } from './paths.ts';

// The typed rules of .oxlintrc.json for the scripts of components: oxlint reads .vue files, but not with types. So each script is
// written as a TypeScript file of its own, at the lines and columns that it has in its component, and what oxlint says of it
// is said of the component.

const folder = inRoot('out', 'component-scripts');

/** `text` with spaces for all that is not a script, so that each place in one keeps its line and column. */
function blanked(text: string, scripts: readonly SFCScriptBlock[]): string {
  let kept = text.replaceAll(/[^\r\n]/g, ' ');
  for (const { loc } of scripts) {
    const { start, end } = { start: loc.start.offset, end: loc.end.offset };
    kept = kept.slice(0, start) + text.slice(start, end) + kept.slice(end);
  }
  return kept.trimEnd();
}

/** The script of a component; one with type parameters becomes a function with these, behind its imports. */
function scriptOf(file: string): string | undefined {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const { descriptor, errors } = parse(text, { filename: file, ignoreEmpty: false });
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(String).join(', ')}`);
  const { script, scriptSetup } = descriptor;
  const scripts = [script, scriptSetup].filter((block) => block !== null);
  if (scripts.length === 0) return undefined;
  const kept = blanked(text, scripts);
  const generic = scriptSetup?.attrs['generic'];
  if (typeof generic !== 'string') return `${kept}\n`;
  const behind = parsed(kept).findLast((statement) => statement.type === 'ImportDeclaration')?.end ?? 0;
  // Each type parameter twice, so that none is reported as needless.
  const names = [...namesOf(generic), ...namesOf(generic)].join(', ');
  const opening = ` export function component<${generic}>(..._types: [${names}]) {`;
  return `${kept.slice(0, behind)}${opening}${kept.slice(behind)}\n}\n`;
}

function parsed(text: string) {
  return babelParse(text, { sourceType: 'module', plugins: ['typescript'] }).program.body;
}

function namesOf(generic: string): readonly string[] {
  const [statement] = parsed(`type Of<${generic}> = never`);
  return statement?.type === 'TSTypeAliasDeclaration'
    ? (statement.typeParameters?.params.map(({ name }) => name) ?? [])
    : [];
}

rmSync(folder, { recursive: true, force: true });
const written: string[] = [];
for (const file of globSync('src/**/*.vue', { cwd: ROOT })) {
  const script = scriptOf(file);
  if (script === undefined) continue;
  // Not `X.vue.ts`: that would be what an import of `X.vue` means.
  const name = file.replace(/\.vue$/, '.component.ts');
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), script);
  written.push(name);
}
writeFileSync(
  join(folder, 'tsconfig.json'),
  JSON.stringify({
    extends: '../../tsconfig.web.json',
    // What a script imports is found beside its component.
    compilerOptions: { rootDirs: ['.', '../..'] },
    include: ['src/**/*.ts', '../../src/renderer/src/vue-files.d.ts'],
  }),
);

// Each by its name, because Git ignores the folder, and oxlint what Git ignores.
const oxlint = join(ROOT, 'node_modules/oxlint/bin/oxlint');
const linted = spawnSync(
  process.execPath,
  [oxlint, '--config', join(ROOT, '.oxlintrc.json'), '--type-aware', ...written],
  { cwd: folder, encoding: 'utf8' },
);
if (linted.status !== 0) {
  console.error(linted.error ?? `${linted.stdout}${linted.stderr}`.replaceAll('.component.ts', '.vue'));
}
process.exitCode = linted.status ?? 1;
