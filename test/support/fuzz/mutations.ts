import type { Random } from '../../../src/shared/clock.ts';
import { randomInt, randomOf } from '../seeded-random.ts';
import { randomId } from './schema-values.ts';

const DEEP = 5_000;

/** What a value may be replaced by: what goes wrong where programs meet text and numbers. */
const NASTY: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => true,
  () => '',
  () => [],
  () => ({}),
  () => -1,
  () => 0,
  () => 0.5,
  () => 1e308,
  () => -1e308,
  () => 2 ** 31,
  () => 2 ** 53,
  () => Number.MAX_SAFE_INTEGER,
  () => '\ud800',
  () => 'a\udfffb',
  () => '\u0000',
  () => '\ufeffbom',
  () => '\u202eright to left\u2066',
  () => 'e\u0301\u0327'.repeat(50),
  () => '__proto__',
  () => 'constructor',
  () => '123',
  (random) => randomId(random).toUpperCase(),
  (random) => randomId(random),
  (random) => 'y'.repeat(randomInt(random, 1, 20_000)),
  (random) => Array.from({ length: randomInt(random, 1, 1_200) }, (_, index) => index),
  (random) => Array.from({ length: randomInt(random, 1, 300) }, (_, index) => [index * 3 + 1, index * 3 + 2]),
  () => ({ toString: 1, valueOf: 2, then: 3, toJSON: 'x' }),
];

/** A copy with something wrong, or strange, at a random place; most often one thing. */
export function mutateValue(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.15) return randomOf(random, NASTY)(random);
  if (Array.isArray(value)) return mutateArray(value, random);
  const entries: [string, unknown][] = Object.entries(value);
  const at = Math.floor(random() * (entries.length + 1));
  const [key, old] = entries[at] ?? [randomOf(random, ['extra', 'toString', 'id', 'constructor']), 0];
  if (random() < 0.15) return Object.fromEntries(entries.filter(([other]) => other !== key));
  return Object.fromEntries([...entries, [key, mutateValue(old, random)]]);
}

function mutateArray(value: readonly unknown[], random: Random): unknown[] {
  if (value.length === 0) return [randomOf(random, NASTY)(random)];
  const at = Math.floor(random() * value.length);
  if (random() < 0.2) return value.toSpliced(at, 1);
  if (random() < 0.2) return value.toSpliced(at, 0, value[at]);
  return value.with(at, mutateValue(value[at], random));
}

const PIECES = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\',
  '\\u',
  '\\ud800',
  '\u0000',
  '\ufeff',
  '1e999',
  '-0',
  '/*',
  '😀',
];

/** The text with something cut, doubled, inserted or wrapped. */
export function mutateText(text: string, random: Random): string {
  const at = Math.floor(random() * (text.length + 1));
  const to = Math.min(text.length, at + randomInt(random, 1, 12));
  switch (randomInt(random, 0, 8)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(to);
    case 2:
      return text.slice(0, to) + text.slice(at);
    case 3:
      return text.slice(0, at) + randomOf(random, PIECES) + text.slice(at);
    case 4:
      return text.slice(0, at) + String.fromCharCode(randomInt(random, 0, 0xffff)) + text.slice(at + 1);
    case 5:
      return ` \n\t${text}\r `;
    case 6:
      return `[${text}]`;
    case 7:
      // A key of JSON text that is none of an object literal.
      return text.replace('{', '{"__proto__":{"polluted":true},');
    default:
      return text.replace(/:(?=[^:]*$)/, ':{"a":').concat('}');
  }
}

/** No frame at all. */
export function randomText(random: Random): string {
  switch (randomInt(random, 0, 5)) {
    case 0:
      return String.fromCharCode(
        ...Array.from({ length: randomInt(random, 0, 60) }, () => randomInt(random, 0, 0xffff)),
      );
    case 1:
      return Buffer.from(
        Array.from({ length: randomInt(random, 0, 60) }, () => randomInt(random, 0, 255)),
      ).toString('utf8');
    case 2:
      return randomOf(random, ['[', '{"a":', '[[],']).repeat(randomInt(random, 1, DEEP));
    case 3: {
      const depth = randomInt(random, 1, DEEP);
      return '['.repeat(depth) + ']'.repeat(depth);
    }
    case 4:
      return Array.from({ length: randomInt(random, 1, 20) }, () => randomOf(random, PIECES)).join('');
    default:
      return JSON.stringify(randomOf(random, NASTY)(random));
  }
}

/** A frame around arguments that are nested as deep as `depth`. */
export function deepFrame(random: Random): string {
  const depth = randomInt(random, 1, DEEP);
  const deep = '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
  return randomOf(random, [
    `{"id":1,"cmd":"message.send","args":${deep}}`,
    `{"push":"timeline.appended","body":${deep}}`,
    `{"id":1,"ok":${deep}}`,
  ]);
}
