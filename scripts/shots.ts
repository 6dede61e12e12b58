import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  LOCALES,
  pictureName,
  SIZES,
  type SizeName,
  STATES,
  THEMES,
  type Variant,
} from '../test/shots/support/states.ts';
import { buildIfNeeded } from './build.ts';
import { inRoot, ROOT } from './paths.ts';

const HELP = `npm run shots -- [options]
  --only NAME,NAME   these states; without it, all of them
  --list             prints the names
  --page             takes none, and writes the page from those that there are`;

/** All pictures together; they are checked in. */
const MAX_BYTES = 14 * 1024 * 1024;

// Every state of the client as pictures, into docs/screens, and the page that shows them.

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    list: { type: 'boolean' },
    page: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(HELP);
} else if (values.list) {
  for (const [name, text] of Object.entries(STATES)) console.log(`${name.padEnd(24)}${text}`);
} else if (values.page) {
  writePage();
} else {
  const names = values.only?.split(',') ?? [];
  const unknown = names.filter((name) => !Object.hasOwn(STATES, name));
  if (unknown.length > 0) {
    console.error(`There is no state ${unknown.join(', ')}: see npm run shots -- --list`);
    process.exit(2);
  }
  requireFonts();
  buildIfNeeded();
  const before = new Map(Object.keys(STATES).map((name) => [name, weigh(name).bytes]));
  const taken = take(names);
  writePage();
  process.exitCode = report(names, before) && taken ? 0 : 1;
}

/** Ends the program where fontconfig knows no font for what is in the pictures: they would show boxes instead. */
function requireFonts(): void {
  for (const [char, fonts] of [
    ['已', 'fonts-noto-cjk'],
    ['🎂', 'fonts-noto-color-emoji'],
  ] as const) {
    const { status, stdout } = spawnSync(
      'fc-list',
      [`:charset=${char.codePointAt(0)?.toString(16)}`, 'family'],
      {
        encoding: 'utf8',
      },
    );
    // Elsewhere than on Linux there is no such program, and the system has its fonts.
    if (status !== 0 || stdout.trim() !== '') continue;
    console.error(`There is no font for ${char}. Debian has it in ${fonts}.`);
    process.exit(1);
  }
}

function take(names: readonly string[]): boolean {
  const args = ['test', '--config', 'test/shots/playwright.config.ts'];
  // The titles of the tests are the names of the states that they take.
  if (names.length > 0) args.push('--grep', names.map((name) => `(^| )${name}( |$)`).join('|'));
  const { status } = spawnSync(process.execPath, [inRoot('node_modules/@playwright/test/cli.js'), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, TZ: 'Asia/Shanghai', YIDU_SHOTS_ONLY: names.join(',') },
  });
  return status === 0;
}

function variants(): Variant[] {
  // The keys of an object whose type is written out.
  const sizes = Object.keys(SIZES) as SizeName[];
  return LOCALES.flatMap((locale) =>
    THEMES.flatMap((theme) => sizes.map((size) => ({ locale, theme, size }))),
  );
}

/** Bytes of all the pictures that a state has, and how many it lacks. */
function weigh(name: string): { readonly bytes: number; readonly missing: number } {
  let bytes = 0;
  let missing = 0;
  for (const variant of variants()) {
    const file = inRoot('docs/screens', name, pictureName(variant));
    if (existsSync(file)) bytes += statSync(file).size;
    else missing++;
  }
  return { bytes, missing };
}

/** Whether every state has all its pictures, and they are small enough; says what was taken, and what is not so. */
function report(taken: readonly string[], before: ReadonlyMap<string, number>): boolean {
  const names = Object.keys(STATES);
  for (const name of taken.length > 0 ? taken : names) {
    const { bytes } = weigh(name);
    console.log(`${name.padEnd(24)}${kilobytes(bytes)}, before ${kilobytes(before.get(name) ?? 0)}`);
  }
  const all = names.map(weigh);
  const total = all.reduce((sum, { bytes }) => sum + bytes, 0);
  const missing = all.reduce((sum, one) => sum + one.missing, 0);
  console.log(`docs/screens: ${(total / 1024 / 1024).toFixed(1)} MB, ${missing} pictures are missing`);
  const left = readdirSync(inRoot('docs/screens')).filter(
    (name) => name !== 'README.md' && !Object.hasOwn(STATES, name),
  );
  if (left.length > 0) console.log(`No state any more: ${left.join(', ')}`);
  if (total > MAX_BYTES) console.log(`That is more than ${MAX_BYTES / 1024 / 1024} MB.`);
  return missing === 0 && left.length === 0 && total <= MAX_BYTES;
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} KB`;
}

function writePage(): void {
  writeFileSync(inRoot('docs/screens/README.md'), page());
}

/** Each state that has been taken in four pictures, with links to the other sizes. */
function page(): string {
  const isThere = (name: string): boolean =>
    variants().every((variant) => existsSync(inRoot('docs/screens', name, pictureName(variant))));
  const there = Object.entries(STATES).filter(([name]) => isThere(name));
  const sections = there.map(([name, text]) => {
    const at = (variant: Variant): string => `${name}/${pictureName(variant)}`;
    const cell = (theme: Variant['theme'], locale: Variant['locale']): string =>
      `[<img src="${at({ theme, locale, size: '1280x800' })}" width="400" alt="${text}, ${theme}, ${locale}">](${at({ theme, locale, size: '1280x800' })})`;
    const others = variants()
      .filter(({ size }) => size !== '1280x800')
      .map((variant) => `[${variant.size} ${variant.theme} ${variant.locale}](${at(variant)})`);
    return [
      `## ${name}`,
      `${text}.`,
      '| 简体中文 | English |\n| --- | --- |',
      THEMES.map((theme) => `| ${cell(theme, 'zh-CN')} | ${cell(theme, 'en')} |`).join('\n'),
      others.join(' · '),
    ]
      .join('\n\n')
      .replace('--- |\n\n|', '--- |\n|');
  });
  return `# Screens\n\nEvery state of the client, made by \`npm run shots\` from a client and a relay that really are in it.\n\n${sections.join('\n\n')}\n`;
}
