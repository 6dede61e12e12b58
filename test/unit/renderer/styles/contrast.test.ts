import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Accent } from '../../../../src/shared/ipc/views.ts';

const STYLES = join(import.meta.dirname, '../../../../src/renderer/src/styles');
const COLOUR = /--([\w-]+): (?:light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)|(#[0-9a-f]{6}));/g;

type Themes = readonly [light: string, dark: string];

/** The plain colours that a piece of CSS gives names to. */
function coloursIn(css: string): Map<string, Themes> {
  return new Map(
    [...css.matchAll(COLOUR)].map(([, name = '', light = '', dark = '', both]) => [
      name,
      [both ?? light, both ?? dark],
    ]),
  );
}

const tokens = coloursIn(readFileSync(join(STYLES, 'tokens.css'), 'utf8'));
const accents = new Map(
  [...readFileSync(join(STYLES, 'accents.css'), 'utf8').matchAll(/\[data-accent='(\w+)'\] \{([^}]+)\}/g)].map(
    ([, name = '', body = '']) => [name, coloursIn(body)],
  ),
);

/** Relative luminance, as WCAG 2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (lighter + 0.05) / (darker + 0.05);
}

/** What is written upon what. */
const PAIRS: readonly (readonly [text: string, ground: string])[] = [
  ['text', 'surface-1'],
  ['text', 'surface-active'],
  ['text', 'bubble-mine'],
  ['text', 'bubble-theirs'],
  ['text-muted', 'surface-1'],
  ['text-muted', 'surface-2'],
  ['text-muted', 'surface-hover'],
  ['text-muted', 'surface-active'],
  ['text-on-mine', 'bubble-mine'],
  ['accent-text', 'surface-1'],
  ['accent-text', 'surface-2'],
  ['accent-text', 'surface-3'],
  ['accent-text', 'surface-hover'],
  ['accent-text', 'surface-active'],
  ['accent-text', 'bubble-mine'],
  ['on-accent', 'accent-fill'],
  ['on-accent', 'accent-fill-hover'],
  ['on-fill', 'danger-fill'],
  ['on-fill', 'badge-muted'],
  ['on-inverse', 'surface-inverse'],
  ['danger-on-inverse', 'surface-inverse'],
];

describe('accents', () => {
  it('are those that can be chosen', () => {
    expect([...accents.keys()]).toEqual(Accent.options);
  });

  it.each(Accent.options)('%s: every text has 4.5:1 on its ground, in both themes', (accent) => {
    const colours = new Map([...tokens, ...(accents.get(accent) ?? [])]);
    for (const [text, ground] of PAIRS)
      for (const [theme, name] of [
        [0, 'light'],
        [1, 'dark'],
      ] as const) {
        const [one, other] = [colours.get(text)?.[theme], colours.get(ground)?.[theme]];
        if (one === undefined || other === undefined) throw new Error(`no colour: ${text} or ${ground}`);
        expect(contrast(one, other), `${text} on ${ground}, ${name}`).toBeGreaterThanOrEqual(4.5);
      }
  });

  it.each(Accent.options)('%s: outlines have 3:1 on what they stand on', (accent) => {
    const outline = accents.get(accent)?.get('accent');
    for (const theme of [0, 1] as const)
      expect(contrast(outline?.[theme] ?? '', tokens.get('surface-1')?.[theme] ?? '')).toBeGreaterThanOrEqual(
        3,
      );
  });
});
