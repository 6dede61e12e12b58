import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Texts of chat length, endless and the same for the same seed. */
export interface Corpus {
  readonly name: string;
  next(): string;
}

/** Mulberry32: small, fast and good enough to pick words. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const syllables = [
  'ka',
  'ro',
  'min',
  'ten',
  'sol',
  'vi',
  'da',
  'per',
  'lun',
  'est',
  'or',
  'ba',
  'ning',
  'tra',
  'qui',
];

/** Random words: a third Chinese, a third English-like, a third mixed. */
export function randomCorpus(seed: number): Corpus {
  const random = seededRandom(seed);
  const pick = (count: number) => Math.floor(random() * count);
  const latinWords = Array.from({ length: 5_000 }, () =>
    Array.from({ length: 1 + pick(3) }, () => syllables[pick(syllables.length)] ?? '').join(''),
  );
  // 3,000 characters from the start of the CJK block; Zipf-like, as text is: a few are everywhere.
  const character = () => String.fromCodePoint(0x4e00 + Math.floor(random() ** 3 * 3_000));
  const chinese = (length: number) => Array.from({ length }, character).join('');
  const latin = (words: number) =>
    Array.from({ length: words }, () => latinWords[Math.floor(random() ** 2 * latinWords.length)] ?? '').join(
      ' ',
    );
  return {
    name: 'random words',
    next() {
      const kind = pick(3);
      if (kind === 0) return chinese(4 + pick(30));
      if (kind === 1) return latin(3 + pick(14));
      return `${chinese(2 + pick(10))} ${latin(1 + pick(5))} ${chinese(1 + pick(10))}`;
    },
  };
}

const MANUALS = '/usr/share/man/zh_CN';

/** Sentences of the Chinese manual pages (Debian: manpages-zh), in random order; `undefined` where they are not installed. */
export function manualCorpus(seed: number): Corpus | undefined {
  if (!existsSync(MANUALS)) return undefined;
  const sentences: string[] = [];
  for (const section of readdirSync(MANUALS).sort())
    for (const page of readdirSync(join(MANUALS, section)).sort()) {
      if (!page.endsWith('.gz')) continue;
      const text = gunzipSync(readFileSync(join(MANUALS, section, page))).toString('utf8');
      for (const line of text.split('\n')) {
        // Lines that start so are requests to the formatter, not text.
        if (/^[.']/.test(line)) continue;
        const plain = line
          .replace(/\\f[A-Z]|\\[,/&]|\\\(../g, '')
          .replace(/\\-/g, '-')
          .trim();
        for (const sentence of plain.split(/(?<=[。！？；])/)) {
          const trimmed = sentence.trim();
          if (trimmed.length >= 4) sentences.push(trimmed.slice(0, 200));
        }
      }
    }
  if (sentences.length === 0) return undefined;
  const random = seededRandom(seed);
  return {
    name: 'Chinese manual pages',
    next: () => sentences[Math.floor(random() * sentences.length)] ?? '',
  };
}

/** Characters that stand side by side two by two, often so, and all three hardly anywhere: what a mistyped phrase asks for. */
function phrasesOfNowhere(texts: readonly string[], random: () => number, count: number): string[] {
  const all = texts.join('\n');
  const pairs = all.match(/\p{Script=Han}{2}/gu) ?? [];
  const phrases: string[] = [];
  for (let tries = 0; phrases.length < count && tries < 10_000; tries++) {
    const first = pairs[Math.floor(random() * pairs.length)] ?? '';
    const second = pairs.find(
      (pair) => pair.startsWith(first.slice(-1)) && !all.includes(first + pair.slice(-1)),
    );
    if (second !== undefined) phrases.push(first + second.slice(-1));
  }
  return phrases;
}

/**
 * Queries of each shape, cut out of texts that exist, so that each has at least one hit, but for the phrases that are nowhere.
 */
export function queryShapes(texts: readonly string[], seed: number, perShape: number): Map<string, string[]> {
  const random = seededRandom(seed);
  const shapes: Record<string, RegExp> = {
    'one character': /\p{Script=Han}/gu,
    'two characters': /\p{Script=Han}{2}/gu,
    'four characters': /\p{Script=Han}{4}/gu,
    'a word': /(?<![\p{L}\p{N}])[a-z]{3,12}(?![\p{L}\p{N}])/giu,
    'a prefix of three': /(?<![\p{L}\p{N}])[a-z]{3}/giu,
    'a prefix of two': /(?<![\p{L}\p{N}])[a-z]{2}/giu,
  };
  const result = new Map<string, string[]>();
  for (const [shape, pattern] of Object.entries(shapes)) {
    const queries: string[] = [];
    for (let tries = 0; queries.length < perShape && tries < 100_000; tries++) {
      const text = texts[Math.floor(random() * texts.length)] ?? '';
      const found = text.match(pattern) ?? [];
      const query = found[Math.floor(random() * found.length)];
      if (query) queries.push(query);
    }
    result.set(shape, queries);
  }
  result.set('no such phrase', phrasesOfNowhere(texts, random, perShape));
  const join = (a: string, b: string) =>
    (result.get(a) ?? []).map((x, i) => `${x} ${result.get(b)?.[i] ?? ''}`.trim());
  // Two terms that need not stand in one message: the slowest kind when they do not.
  result.set('mixed', join('two characters', 'a word'));
  return result;
}
