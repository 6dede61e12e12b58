import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { en } from '../../../../src/renderer/src/i18n/en.ts';

const TEXTS = join(import.meta.dirname, '../../../../src/renderer/src/i18n/texts');

function keysIn(file: string): string[] {
  const lines = readFileSync(join(TEXTS, file), 'utf8').matchAll(/^ {2}'([^']+)':/gm);
  return [...lines].map((line) => line[1] ?? '');
}

it('has the first word of a key in one subject only, so that none overwrites a text of another', () => {
  const subjects = readdirSync(TEXTS).filter((file) => file.endsWith('.en.ts'));
  const found = new Map<string, string>();
  for (const file of subjects) {
    for (const key of keysIn(file)) {
      const word = key.slice(0, key.indexOf('.'));
      expect(found.get(word) ?? file, key).toBe(file);
      found.set(word, file);
    }
  }
  expect(subjects.flatMap(keysIn).sort()).toEqual(Object.keys(en).sort());
});
