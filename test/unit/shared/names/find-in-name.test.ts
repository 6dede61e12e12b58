import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findInName,
  nameKey,
  type NameMatch,
  queryWords,
} from '../../../../src/shared/names/find-in-name.ts';
import { readingsOf } from '../../../../src/shared/names/readings.ts';

function find(name: string, query: string): NameMatch | undefined {
  return findInName(nameKey(name, readingsOf), queryWords(query));
}

/** The name with what is marked in brackets; `undefined`: not found. */
function marked(name: string, query: string): string | undefined {
  const match = find(name, query);
  if (!match) return undefined;
  let text = name;
  for (const [start, end] of match.marks.toReversed())
    text = `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`;
  return text;
}

describe('finding names', () => {
  it.each([
    ['张三', 'zhangsan', '[张三]'],
    ['张三', 'zs', '[张三]'],
    ['张三', 'zhs', '[张三]'],
    ['张三', 'zhang s', '[张三]'],
    ['张三', 'ZhangSan', '[张三]'],
    ['张三', 'zhangs', '[张三]'],
    ['张三', 'zhan', '[张]三'],
    ['张三', 'z', '[张]三'],
    ['张三', '张san', '[张三]'],
    ['张三', '张s', '[张三]'],
    ['张三', 'zhang三', '[张三]'],
    ['张三', 'san', '张[三]'],
    ['张三', '三', '张[三]'],
    ['张三丰', 'zsf', '[张三丰]'],
    ['张三丰', 'sf', '张[三丰]'],
    ['重庆', 'chongqing', '[重庆]'],
    ['重庆', 'cq', '[重庆]'],
    ['重要的人', 'zhongyao', '[重要]的人'],
    ['曾国藩', 'zeng', '[曾]国藩'],
    ['曾国藩', 'zgf', '[曾国藩]'],
    ['单雄信', 'shan', '[单]雄信'],
    ['吕布', 'lvbu', '[吕布]'],
    ['吕布', 'lübu', '[吕布]'],
    ['吕布', 'lubu', '[吕布]'],
    ['Project 张三', 'zs', 'Project [张三]'],
    ['李Bo', 'lib', '[李B]o'],
    ['张 三', 'zhangsan', '[张 三]'],
    ['Anna Müller', 'mull', 'Anna [Müll]er'],
    ['Anna Müller', 'MÜLL', 'Anna [Müll]er'],
    ['Anna Müller', 'anna mü', '[Anna Mü]ller'],
    ['Anna Müller', 'mü anna', '[Anna] [Mü]ller'],
    ['Anna Müller', 'nna', 'A[nna] Müller'],
    ['anna.berg', 'annaberg', '[anna.berg]'],
    ['部屋', '部', '[部]屋'],
  ])('[C7] %s is found by %s', (name, query, expected) => {
    expect(marked(name, query)).toBe(expected);
  });

  it.each([
    ['张三', 'sz'],
    ['张三', 'zhansan'],
    ['张三', 'hang'],
    ['张三', 'zhangsi'],
    ['张三', 'zhangsanx'],
    ['张三', '丰'],
    ['重庆', 'chongxing'],
    ['Anna', 'ana'],
    ['Anna', ''],
    ['Anna', ' . '],
    ['', 'a'],
  ])('[C7] %s is not found by %s', (name, query) => {
    expect(find(name, query)).toBeUndefined();
  });

  it('[C7] tells beginnings from what lies inside', () => {
    expect(find('张三', 'zs')?.rank).toBe(0);
    expect(find('张三', 'san')?.rank).toBe(1);
    expect(find('Anna Berg', 'berg')?.rank).toBe(1);
    expect(find('Anna Berg', 'erg')?.rank).toBe(2);
  });

  it('[C7] finds every name by itself, by its readings and by their first letters', () => {
    const characters = fc.constantFrom(...Array.from('重庆曾张三李王吕单解乐尉〇长行朝'));
    fc.assert(
      fc.property(fc.array(characters, { minLength: 1, maxLength: 6 }), fc.nat(), (name, choice) => {
        const chosen = name.map((character) => {
          const readings = readingsOf(character);
          return readings[choice % readings.length] ?? '';
        });
        const whole = name.join('');
        for (const query of [whole, chosen.join(''), chosen.map((one) => one.charAt(0)).join('')])
          expect(find(whole, query)?.rank).toBe(0);
      }),
    );
  });

  it('takes no longer for a name made to be slow', () => {
    const name = '安案俺'.repeat(40);
    expect(find(name, `${'an'.repeat(60)}x`)).toBeUndefined();
  });

  it('survives any name and any query', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, query) => {
        for (const [start, end] of find(name, query)?.marks ?? []) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(name.length);
        }
      }),
    );
  });
});
