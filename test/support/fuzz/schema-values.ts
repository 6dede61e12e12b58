import type * as z from 'zod';
import type { Random } from '../../../src/shared/clock.ts';
import { randomInt, randomOf, seededRandom } from '../seeded-random.ts';

/** A string for a schema to accept or not; ids are new each time. */
export type MakeText = (random: Random) => string;

const hex = (random: Random, digits: number): string =>
  Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');

export const randomId: MakeText = (random) =>
  `${hex(random, 8)}-${hex(random, 4)}-7${hex(random, 3)}-${randomOf(random, ['8', '9', 'a', 'b'])}${hex(random, 3)}-${hex(random, 12)}`;

/** Between them they fit every kind of string that the protocol has. */
const TEXTS: readonly MakeText[] = [
  randomId,
  (random) => randomOf(random, ['👍', '❤️', '🇨🇳', '👨‍👩‍👧', '1️⃣']),
  (random) => `anna.${hex(random, 4)}`,
  (random) => `会议改到三点 ${hex(random, 4)} 喜歡`,
  (random) => hex(random, 40),
  (random) => 'x'.repeat(randomInt(random, 1, 400)),
  () => 'ws://relay.example:7480/a?b=c',
  () => 'image/png',
  (random) => randomOf(random, ['AAAA', 'iVBORw0KGgo=', '/9j/4AAQ']),
  (random) => hex(random, 43),
  (random) => `${randomInt(random, 0, 20)}.${randomInt(random, 0, 20)}`,
];
const TRIALS = 20;

interface Bounds {
  readonly minimum: number;
  readonly maximum: number;
}

/** The bounds that the checks of a number or an array set. */
function boundsOf(checks: readonly z.core.$ZodCheck[] | undefined): Bounds {
  let minimum = -Infinity;
  let maximum = Infinity;
  for (const check of checks ?? []) {
    // The base type of a check does not say what it checks; every check that zod makes is one of this union.
    const def = (check as unknown as z.core.$ZodChecks)._zod.def;
    if (def.check === 'greater_than') minimum = Math.max(minimum, Number(def.value));
    else if (def.check === 'less_than') maximum = Math.min(maximum, Number(def.value));
    else if (def.check === 'min_length') minimum = Math.max(minimum, def.minimum);
    else if (def.check === 'max_length') maximum = Math.min(maximum, def.maximum);
  }
  return { minimum, maximum };
}

/** Numbers at the bounds more often than chance would have it. */
function numberIn(random: Random, { minimum, maximum }: Bounds): number {
  const low = Math.max(minimum, -(2 ** 31));
  const high = Math.min(maximum, Number.MAX_SAFE_INTEGER);
  return randomOf(random, [low, high, randomInt(random, low, Math.min(high, low + 1_000))]);
}

/** Which of the texts a schema takes; found once. */
const fitting = new Map<z.core.$ZodType, readonly MakeText[]>();
const trial = seededRandom(1);

function textFor(schema: z.core.$ZodType, random: Random): string {
  const known =
    fitting.get(schema) ??
    TEXTS.filter((make) =>
      Array.from({ length: TRIALS }, () => make(trial)).some((text) => accepts(schema, text)),
    );
  fitting.set(schema, known);
  for (let attempt = 0; attempt < TRIALS && known.length > 0; attempt++) {
    const text = randomOf(random, known)(random);
    if (accepts(schema, text)) return text;
  }
  const { def } = (schema as z.core.$ZodTypes)._zod;
  throw new Error(`no text of the fuzz fits ${JSON.stringify(def)}: give it one that does`);
}

function accepts(schema: z.core.$ZodType, value: unknown): boolean {
  const result = schema._zod.run({ value, issues: [] }, {});
  if (result instanceof Promise) throw new Error('an asynchronous schema');
  return result.issues.length === 0;
}

function lengthIn(random: Random, { minimum, maximum }: Bounds): number {
  const least = Math.max(0, minimum);
  // Now and then as many as there may be.
  if (random() < 0.002) return Math.min(maximum, 1_000);
  return Math.min(maximum, least + randomInt(random, 0, 3));
}

function objectFor(shape: z.core.$ZodShape, random: Random): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(shape)) {
    const value = valueFor(field, random);
    if (value !== undefined) made[key] = value;
  }
  return made;
}

/**
 * A value that the schema accepts, made by walking it, so that whatever joins the protocol is covered at once. Throws for a
 * schema of a kind it does not know.
 */
export function valueFor(schema: z.core.$ZodType, random: Random): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'object') {
    let made = objectFor(def.shape, random);
    // Fields that depend on each other.
    while (def.checks?.length && !accepts(schema, made)) made = objectFor(def.shape, random);
    return made;
  }
  if (def.type === 'array') {
    const { element } = def;
    return Array.from({ length: lengthIn(random, boundsOf(def.checks)) }, () => valueFor(element, random));
  }
  // The only tuples are ranges: the smaller first.
  if (def.type === 'tuple')
    return def.items.map((item) => valueFor(item, random)).sort((a, b) => Number(a) - Number(b));
  if (def.type === 'string') return textFor(schema, random);
  if (def.type === 'number') return numberIn(random, boundsOf(def.checks));
  if (def.type === 'boolean') return random() < 0.5;
  if (def.type === 'literal') return randomOf(random, def.values);
  if (def.type === 'enum') return randomOf(random, Object.values(def.entries));
  if (def.type === 'union') return valueFor(randomOf(random, def.options), random);
  if (def.type === 'optional') return random() < 0.5 ? undefined : valueFor(def.innerType, random);
  if (def.type === 'nullable') return random() < 0.3 ? null : valueFor(def.innerType, random);
  if (def.type === 'readonly' || def.type === 'catch') return valueFor(def.innerType, random);
  if (def.type === 'pipe') return valueFor(def.in, random);
  if (def.type === 'unknown') return randomOf(random, [null, 1, 'x', {}]);
  throw new Error(`the fuzz knows no ${def.type}`);
}
