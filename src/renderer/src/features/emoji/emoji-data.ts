// emojibase-data: Unicode's own annotations in every language (MIT, follows each Unicode version, nothing but data). An element
// with a picker inside, such as emoji-picker-element, would bring its own database, styles and texts.
import type englishEmoji from 'emojibase-data/en/compact.json';
import { Emoji } from '../../../../shared/model/event.ts';
import type { Locale } from '../../i18n/locale.ts';

type CompactEmoji = (typeof englishEmoji)[number];

export const EMOJI_SECTIONS = [
  'faces',
  'people',
  'animals',
  'food',
  'travel',
  'activities',
  'objects',
  'symbols',
  'flags',
] as const;
export type EmojiSection = (typeof EMOJI_SECTIONS)[number];

/** Emojibase's groups; 2 are the bare skin tones and hair, which nobody sends. */
const SECTION_OF_GROUP: Readonly<Record<number, EmojiSection>> = {
  0: 'faces',
  1: 'people',
  3: 'animals',
  4: 'food',
  5: 'travel',
  6: 'activities',
  7: 'objects',
  8: 'symbols',
  9: 'flags',
};

/** An emoji that can be sent and reacted with. */
export interface EmojiEntry {
  readonly emoji: string;
  /** What it is, in the user's language. */
  readonly name: string;
  readonly section: EmojiSection;
  /** The same in the five skin tones, lightest first; empty where there are none. */
  readonly tones: readonly string[];
  /** Names and annotations in both languages, folded, each behind a line break. */
  readonly words: string;
}

const TONES = ['\u{1F3FB}', '\u{1F3FC}', '\u{1F3FD}', '\u{1F3FE}', '\u{1F3FF}'] as const;
const MODIFIERS = /[\u{1F3FB}-\u{1F3FF}]/gu;

/** Two people may have a tone each; offered is the one that both have. */
function tonesOf({ skins = [] }: CompactEmoji): string[] {
  return TONES.flatMap((tone) => {
    const found = skins.find(({ unicode }) => unicode.match(MODIFIERS)?.every((one) => one === tone));
    return found ? [found.unicode] : [];
  });
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The form that the protocol knows: the data asks for colour also where Unicode says it goes without saying. */
function sendable(emoji: string): string | null {
  return [emoji, emoji.replaceAll('\uFE0F', '')].find((form) => Emoji.safeParse(form).success) ?? null;
}

/** `named` gives the names, `other` only more words to find by. Left out is what the relay would not take as a reaction. */
export function emojiEntries(named: readonly CompactEmoji[], other: readonly CompactEmoji[]): EmojiEntry[] {
  const more = new Map(other.map((one) => [one.hexcode, one]));
  return named
    .toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .flatMap((one) => {
      const section = SECTION_OF_GROUP[one.group ?? -1];
      const emoji = sendable(one.unicode);
      if (section === undefined || emoji === null) return [];
      const twin = more.get(one.hexcode);
      const words = [one.label, ...(one.tags ?? []), twin?.label ?? '', ...(twin?.tags ?? [])]
        .flatMap((word) => fold(word).split(/[\s:,]+/u))
        .filter((word) => word !== '');
      const tones = tonesOf(one).filter((toned) => Emoji.safeParse(toned).success);
      return [
        {
          emoji,
          name: one.label,
          section,
          tones: tones.length === TONES.length ? tones : [],
          words: `\n${words.join('\n')}`,
        },
      ];
    });
}

/** Those whose words begin with each word of the query; Chinese may stand anywhere in a word. In the order of the data. */
export function findEmoji(entries: readonly EmojiEntry[], query: string): readonly EmojiEntry[] {
  const wanted = fold(query)
    .split(/\s+/u)
    .filter((word) => word !== '')
    .map((word) => (/\p{sc=Han}/u.test(word) ? word : `\n${word}`));
  return wanted.length === 0
    ? entries
    : entries.filter(({ words }) => wanted.every((word) => words.includes(word)));
}

/** The emoji in a tone (1 to 5; 0: the yellow one). */
export function inTone(entry: EmojiEntry, tone: number): string {
  return entry.tones[tone - 1] ?? entry.emoji;
}

/** Newer ones are empty boxes on most systems in use. */
const DRAWN_UP_TO = 15.1;

const loaded = new Map<Locale, Promise<readonly EmojiEntry[]>>();

/** All emoji with names in a language. Some 1 MB, read when it is first wanted and kept. */
export function loadEmoji(locale: Locale): Promise<readonly EmojiEntry[]> {
  const known = loaded.get(locale);
  if (known) return known;
  const loading = Promise.all([
    import('emojibase-data/zh/compact.json'),
    import('emojibase-data/en/compact.json'),
    import('emojibase-data/versions/emoji.json'),
  ]).then(([zh, en, versions]) => {
    const tooNew = new Set(
      Object.entries(versions.default).flatMap(([version, hexcodes]) =>
        Number(version) > DRAWN_UP_TO ? hexcodes : [],
      ),
    );
    const drawn = (all: readonly CompactEmoji[]) => all.filter(({ hexcode }) => !tooNew.has(hexcode));
    return locale === 'zh-CN'
      ? emojiEntries(drawn(zh.default), en.default)
      : emojiEntries(drawn(en.default), zh.default);
  });
  loaded.set(locale, loading);
  // The next opening tries again.
  loading.catch(() => loaded.delete(locale));
  return loading;
}
