import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idsOfSlices } from '../../../../../src/main/store/item-place.ts';
import { migrate } from '../../../../../src/main/store/migrations/migrate.ts';
import { createSearchQueries } from '../../../../../src/main/store/queries/search-queries.ts';
import { createWordQueries, MAX_WORDS } from '../../../../../src/main/store/queries/word-queries.ts';
import { highlight } from '../../../../../src/main/store/search/highlight.ts';
import { indexText } from '../../../../../src/main/store/search/index-text.ts';
import { matchExpression, parseTerms } from '../../../../../src/main/store/search/search-terms.ts';
import { naivelyMatches } from './naive-search.ts';
import { PIECES } from './samples.ts';

/** The first id that items can have. */
const FIRST = idsOfSlices(0, 0, 0).from;

function searcher(texts: readonly string[]): (query: string) => string[] {
  const db = new Database(':memory:');
  migrate(db);
  const search = createSearchQueries(db);
  for (const [id, text] of texts.entries())
    search.add(FIRST + id, indexText({ conversation: 1, sender: 1, type: 'text' }, text));
  const words = createWordQueries(db);
  return (query) => {
    const expression = matchExpression(parseTerms(query), {}, (text) => words.startingWith(0, text));
    if (expression === undefined) return [];
    const everywhere = { from: FIRST, to: FIRST + 1_000 };
    return search.match(expression, everywhere, 1_000).map((id) => texts[id - FIRST] ?? '');
  };
}

const found = (text: string, query: string): boolean => searcher([text])(query).length === 1;

describe('search', () => {
  it.each([
    ['我喜歡用', '喜歡'],
    ['我喜歡用', '用'],
    ['在我的部屋裡', '部屋'],
    ['用 Yidu 開會', 'yid 會'],
    ['Crème brûlée', 'creme brulee'],
    ['ＦＵＬＬ　ｗｉｄｔｈ', 'full width'],
    ['ｶﾞｽ', 'ガス'],
    ['㍿山田', '株式会社山'],
    ['soft\u00adhyphen', 'softhyphen'],
    ['well done 👍🏽', '👍'],
    ['方案B', '方案b'],
    ['Straße 42', 'straße 42'],
    ['hello', 'he'],
    ['hello', 'hel'],
    ['hello', 'hell'],
    ['ἀρχή', 'αρχη'],
  ])('%j is found by %j', (text, query) => {
    expect(found(text, query)).toBe(true);
  });

  it.each([
    ['我喜，歡用', '喜歡'],
    ['喜 歡', '喜歡'],
    ['喜a歡', '喜歡'],
    ['がっこう', 'かっこう'],
    ['hello world', 'hel world'],
    ['hello', 'ello'],
    ['hello', 'h'],
    ['anything', '%'],
    ['anything', '   '],
    ['c1', 'c2'],
  ])('%j is not found by %j', (text, query) => {
    expect(found(text, query)).toBe(false);
  });

  const composed = fc
    .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 })
    .map((all) => all.join(''));

  it('finds what a scan finds, no more and no less', () => {
    fc.assert(
      fc.property(fc.array(composed, { minLength: 1, maxLength: 12 }), composed, (texts, query) => {
        const expected = texts.filter((text) => naivelyMatches(text, query)).toReversed();
        expect(searcher(texts)(query)).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  it('finds the beginning of few words, of more than are looked up, and of none', () => {
    const few = ['name', 'names', 'namen\u00e9', 'nam', 'namf'];
    const many = Array.from({ length: MAX_WORDS + 1 }, (_, n) => `word${n}`);
    const search = searcher([...few, ...many]);
    expect(search('name').sort()).toEqual(['name', 'namené', 'names']);
    expect(search('word')).toHaveLength(many.length);
    expect(search('word1')).toHaveLength(many.filter((word) => word.startsWith('word1')).length);
    expect(search('nothing')).toEqual([]);
  });

  it('knows each word of a beginning once, however many messages have it, and none that no message has', () => {
    const db = new Database(':memory:');
    migrate(db);
    const search = createSearchQueries(db);
    const words = createWordQueries(db);
    const tokens = (text: string) => indexText({ conversation: 1, sender: 1, type: 'text' }, text);
    const texts = Array.from({ length: 300 }, (_, n) => `name names namen\u00e9 名 named${n % 3} nam`);
    for (const [id, text] of texts.entries()) search.add(FIRST + id, tokens(text));
    const known = ['name', 'named0', 'named1', 'named2', 'namene', 'names'];
    expect(words.startingWith(0, 'name')).toEqual(known);
    for (const [id, text] of texts.entries()) if (id % 3 === 1) search.remove(FIRST + id, tokens(text));
    expect(words.startingWith(0, 'name')).toEqual(known.filter((word) => word !== 'named1'));
    expect(words.startingWith(0, 'nobody')).toEqual([]);
    expect(words.startingWith(1, 'name')).toEqual([]);
  });

  it('never fails on anything typed', () => {
    const search = searcher(['我喜歡 hello']);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (query) => {
        expect(() => search(query)).not.toThrow();
      }),
    );
  });

  it('marks, in the original text, exactly what was looked for', () => {
    const marked = (text: string, query: string): string[] =>
      highlight(text, parseTerms(query)).map(([start, end]) => text.slice(start, end));
    expect(marked('我喜歡用，你喜歡我', '喜歡')).toEqual(['喜歡', '喜歡']);
    expect(marked('Ein Cafe\u0301 und CAFÉS', 'café')).toEqual(['Cafe\u0301', 'CAFÉ']);
    expect(marked('在㍿工作', '会社')).toEqual(['㍿']);
    expect(marked('ok 👍🏽!', '👍')).toEqual(['👍🏽']);
    expect(marked('ﬁnal ﬁ', 'fi')).toEqual(['ﬁ', 'ﬁ']);
    expect(marked('aa 喜喜喜', '喜喜')).toEqual(['喜喜喜']);
    expect(marked('𠮷野家 𝐁old', '野 bo')).toEqual(['野', '𝐁o']);
  });

  it('marks every hit, ascending and within the text', () => {
    fc.assert(
      fc.property(composed, composed, (text, query) => {
        const marks = highlight(text, parseTerms(query));
        if (found(text, query)) expect(marks.length).toBeGreaterThan(0);
        let end = -1;
        for (const [from, to] of marks) {
          expect(from).toBeGreaterThan(end);
          expect(to).toBeGreaterThan(from);
          end = to;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 300 },
    );
  });
});
