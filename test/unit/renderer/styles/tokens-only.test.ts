import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../../../../src');
/** Where colours get their names. */
const NAMING = ['renderer/src/styles/tokens.css', 'renderer/src/styles/accents.css'];
const COLOUR =
  /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\((?!in )|\b(?:white|black|silver|gr[ae]y|maroon|red|purple|fuchsia|green|lime|olive|yellow|navy|blue|teal|aqua|orange)\b/gi;
/** A named colour's own shade. Black and white only darken and lighten there. */
const SHADE = /\b(?:black|white) \d+%/g;

/** The values of all declarations of a style sheet, or of a component's style blocks. */
function declared(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  const css = file.endsWith('.css')
    ? text
    : [...text.matchAll(/<style\b[^>]*>(.*?)<\/style>/gs)].map(([, block = '']) => block).join('\n');
  return [...css.replaceAll(/\/\*.*?\*\//gs, '').matchAll(/[\w-]+:([^;{}]+);/g)].map(
    ([, value = '']) => value,
  );
}

it('colours have names: none is written outside the two files that give them', () => {
  const files = globSync('{renderer,console}/**/*.{css,vue}', { cwd: SRC }).map((file) =>
    file.replaceAll('\\', '/'),
  );
  expect(files).toEqual(expect.arrayContaining(NAMING));
  const own = files
    .filter((file) => !NAMING.includes(file))
    .flatMap((file) =>
      declared(file).flatMap((value) =>
        [...value.replaceAll(SHADE, '').matchAll(COLOUR)].map(([colour]) => `${file}: ${colour}`),
      ),
    );
  expect(own).toEqual([]);
});
