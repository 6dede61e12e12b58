import type { Person } from '../../shared/model/person.ts';

/** Scripts written without spaces: every character may start a word. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const SEPARATORS = /[^\p{L}\p{M}\p{N}]+/gu;

/** A name or query in the form in which they are compared: compatibility forms, case and separators made equal. */
export function foldName(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(SEPARATORS, ' ').trim();
}

/**
 * What a person is found by: `query` finds them if one of the terms starts with `foldName(query)`. A term runs from the
 * start of a word to the end of the name, so that queries of several words work too.
 */
export function nameTerms({ name, displayName }: Person): string[] {
  const terms = new Set<string>();
  for (const folded of [foldName(name), foldName(displayName)]) {
    let startsWord = true;
    let offset = 0;
    for (const character of folded) {
      if (character !== ' ' && (startsWord || UNSPACED.test(character))) terms.add(folded.slice(offset));
      startsWord = character === ' ';
      offset += character.length;
    }
  }
  return [...terms];
}
