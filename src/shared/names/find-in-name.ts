import { fold } from '../fold.ts';
import { type Mark, mergeMarks } from '../marks.ts';

/** Of a character, how it is typed: its pinyin without tones; empty for what has none. */
export type ReadingsOf = (character: string) => readonly string[];

/** A name made ready to be looked into: what can be typed of it, one folded character each. */
export interface NameKey {
  readonly units: readonly NameUnit[];
  /** The `firsts` of all of them: without a word's first letter there, nothing of it is in the name. */
  readonly firsts: string;
}

interface NameUnit {
  readonly text: string;
  /** Where it comes from in the name, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly readings: readonly string[];
  /** What may be typed first for it. */
  readonly firsts: string;
  /** The first of a word, or a Chinese character. */
  readonly begins: boolean;
}

/** Where a query is in a name. */
export interface NameMatch {
  /** In UTF-16 units of the name, ascending, not overlapping. */
  readonly marks: readonly Mark[];
  /** 0: from the name's beginning; 1: from a word's, or a Chinese character's; 2: from inside a word. */
  readonly rank: 0 | 1 | 2;
}

const SEPARATORS = /[^\p{L}\p{M}\p{N}]+/u;
/** Longer names and queries are compared up to here: it bounds the work at their product. */
const MAX_UNITS = 128;

export function nameKey(name: string, readingsOf: ReadingsOf): NameKey {
  const units: NameUnit[] = [];
  let allFirsts = '';
  let begins = true;
  const add = (text: string, start: number, end: number): void => {
    if (isSeparator(text)) {
      begins = true;
      return;
    }
    if (units.length === MAX_UNITS) return;
    const readings = readingsOf(text);
    let firsts = text;
    for (const reading of readings) firsts += reading.charAt(0);
    units.push({ text, start, end, readings, firsts, begins: begins || readings.length > 0 });
    begins = false;
    allFirsts += firsts;
  };
  if (isPlain(name)) {
    const lower = name.toLowerCase();
    for (let at = 0; at < lower.length; at++) add(lower.charAt(at), at, at + 1);
  } else {
    const { text, starts, ends } = fold(name);
    let offset = 0;
    for (const character of text) {
      const end = offset + character.length;
      add(character, starts[offset] ?? 0, ends[end - 1] ?? name.length);
      offset = end;
    }
  }
  return { units, firsts: allFirsts };
}

/** Most names: each unit is a character of its own, and folds to its lower case. */
function isPlain(name: string): boolean {
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (code > 0x7f && !isIdeograph(code)) return false;
  }
  return true;
}

const isIdeograph = (code: number): boolean => code >= 0x4e00 && code <= 0x9fff;

/** A blank, a dot: nothing that is typed. */
function isSeparator(character: string): boolean {
  const code = character.charCodeAt(0);
  if (isIdeograph(code) || (code >= 0x61 && code <= 0x7a)) return false;
  return SEPARATORS.test(character);
}

/** A query in the form in which it is compared: case, accents and what stands between words made equal. */
export function queryWords(query: string): string[] {
  return fold(query)
    .text.slice(0, MAX_UNITS)
    .split(SEPARATORS)
    .filter((word) => word !== '');
}

/**
 * Finds a query in a name: as it is written, and Chinese characters also by their pinyin, their initials or any mixture (张三 by
 * `张三`, `zhangsan`, `zhang s`, `zs`, `zhs`, `张san`). Its words stand one after the other, or each anywhere. `undefined`: it is
 * not there, or says nothing.
 */
export function findInName(key: NameKey, words: readonly string[]): NameMatch | undefined {
  if (words.length === 0) return undefined;
  const whole = findWord(key, words.join(''));
  if (whole || words.length === 1) return whole;
  const found: NameMatch[] = [];
  for (const word of words) {
    const match = findWord(key, word);
    if (!match) return undefined;
    found.push(match);
  }
  return { marks: mergeMarks(found.flatMap(({ marks }) => marks)), rank: found[0]?.rank ?? 2 };
}

/** The best place of a word. */
function findWord({ units, firsts }: NameKey, word: string): NameMatch | undefined {
  const first = word.charAt(0);
  if (!firsts.includes(first)) return undefined;
  const hopeless: Hopeless = { places: undefined };
  let inside: NameMatch | undefined;
  // A list of thousands is gone through with each key that is pressed: nothing is made but for what is found.
  for (let at = 0; at < units.length; at++) {
    const unit = units[at];
    if (!unit?.firsts.includes(first) || (inside && !unit.begins)) continue;
    const { start, begins } = unit;
    const last = reach(units, at, word, 0, hopeless);
    if (last === undefined) continue;
    const marks: Mark[] = [[start, units[last]?.end ?? start]];
    if (begins) return { marks, rank: at === 0 ? 0 : 1 };
    inside = { marks, rank: 2 };
  }
  return inside;
}

/** Units and places of the word between which nothing fits: they are met again and again. Made when there is one. */
interface Hopeless {
  places: Set<number> | undefined;
}

/** The unit that ends the rest of the word, begun at a unit; `undefined`: none does. */
function reach(
  units: readonly NameUnit[],
  at: number,
  word: string,
  from: number,
  hopeless: Hopeless,
): number | undefined {
  const unit = units[at];
  if (!unit) return undefined;
  const { text, readings } = unit;
  if (word.startsWith(text, from)) {
    const end = goOn(units, at, word, from + text.length, hopeless);
    if (end !== undefined || readings.length === 0) return end;
  }
  if (readings.length === 0) return undefined;
  const place = at * (MAX_UNITS + 1) + from;
  if (hopeless.places?.has(place)) return undefined;
  for (const reading of readings) {
    for (const length of lengthsOf(reading, word, from)) {
      const end = goOn(units, at, word, from + length, hopeless);
      if (end !== undefined) return end;
    }
  }
  (hopeless.places ??= new Set()).add(place);
  return undefined;
}

function goOn(
  units: readonly NameUnit[],
  at: number,
  word: string,
  from: number,
  hopeless: Hopeless,
): number | undefined {
  return from >= word.length ? at : reach(units, at + 1, word, from, hopeless);
}

const NONE: readonly number[] = [];

/** How much of the word from there may stand for a syllable, the longest first: all of it, its initial, its first letter. */
function lengthsOf(reading: string, word: string, from: number): readonly number[] {
  if (word.charCodeAt(from) !== reading.charCodeAt(0)) return NONE;
  const lengths: number[] = [];
  const left = word.length - from;
  if (word.startsWith(reading, from)) lengths.push(reading.length);
  // The last syllable is being typed.
  else if (left < reading.length && reading.startsWith(word.slice(from))) lengths.push(left);
  const hasLongInitial = reading.charAt(1) === 'h';
  if (hasLongInitial && word.charAt(from + 1) === 'h') lengths.push(2);
  if (reading.length > 1) lengths.push(1);
  return lengths;
}
