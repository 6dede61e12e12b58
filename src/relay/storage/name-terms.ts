import type { Person } from '../../shared/model/person.ts';
import { findInName, nameKey, queryWords } from '../../shared/names/find-in-name.ts';
import { typedStart, typedStarts } from '../../shared/names/typed-starts.ts';
import { readingsOf } from '../../shared/names/readings.ts';

/** Scripts written without spaces: every character may start a word. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const SEPARATORS = /[^\p{L}\p{M}\p{N}]+/gu;

/** A name or query in the form in which they are compared: compatibility forms, case and separators made equal. */
function foldName(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(SEPARATORS, ' ').trim();
}

/**
 * What a person is looked up by. A term runs from the start of a word to the end of the name, so that queries of several words
 * work too; for Chinese names there are also the first two letters of what may be typed from each character on.
 */
export function nameTerms({ name, displayName }: Pick<Person, 'name' | 'displayName'>): string[] {
  return [
    ...new Set([...wordTerms({ name, displayName }), ...typedStarts(nameKey(displayName, readingsOf))]),
  ];
}

function wordTerms({ name, displayName }: Pick<Person, 'name' | 'displayName'>): Set<string> {
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
  return terms;
}

/** Terms that are `from` or come after it, and before `to`. */
export interface TermRange {
  readonly from: string;
  readonly to: string;
}

/** What finds people. */
export interface NameQuery {
  /** Whoever is found has a term in one of the two; not everybody who has is. */
  readonly ranges: readonly [TermRange, TermRange];
  /** Whether a word of either name starts with the query, or the name is typed so in pinyin. */
  readonly finds: (person: Pick<Person, 'name' | 'displayName'>) => boolean;
}

/** No character sorts after U+10FFFF. */
const startingWith = (start: string): TermRange => ({ from: start, to: `${start}\u{10FFFF}` });

/** `'everybody'`: nothing was asked for; `'nobody'`: nothing that is in any name. */
export function nameQuery(query: string): NameQuery | 'everybody' | 'nobody' {
  if (query.trim() === '') return 'everybody';
  const start = foldName(query);
  const words = queryWords(query);
  if (start === '') return 'nobody';
  const typed = typedStart(words.join(''));
  return {
    ranges: [
      startingWith(start),
      typed.kind === 'character' ? startingWith(typed.text) : { from: typed.text, to: `${typed.text}\0` },
    ],
    finds(person) {
      for (const term of wordTerms(person)) if (term.startsWith(start)) return true;
      const match = findInName(nameKey(person.displayName, readingsOf), words);
      return match !== undefined && match.rank < 2;
    },
  };
}

/** What `nameQuery` finds, where there is no index: the same people. */
export function isFound(query: NameQuery, person: Pick<Person, 'name' | 'displayName'>): boolean {
  const isCandidate = nameTerms(person).some((term) =>
    query.ranges.some(({ from, to }) => term >= from && term < to),
  );
  return isCandidate && query.finds(person);
}
