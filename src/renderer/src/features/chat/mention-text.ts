import { MAX_MENTIONS, type TextContent } from '../../../../shared/model/event.ts';
import type { UserId } from '../../../../shared/model/ids.ts';
import { en } from '../../i18n/en.ts';
import { zhCn } from '../../i18n/zh-cn.ts';

/** Whoever can be called by name. */
export interface Named {
  readonly id: UserId;
  readonly name: string;
}

/** How everybody is called, in each language: the text keeps its sender's. */
export const EVERYBODY: readonly string[] = [en['mention.all'], zhCn['mention.all']];

const MAX_QUERY = 32;

/** The mention being typed at the caret. An `@` inside a word, as in an address, begins none. */
export function mentionAt(text: string, caret: number): { start: number; query: string } | null {
  const start = text.lastIndexOf('@', caret - 1);
  if (start === -1 || caret <= start) return null;
  const query = text.slice(start + 1, caret);
  if (query.length > MAX_QUERY || /\s/u.test(query)) return null;
  return /[A-Za-z0-9._-]/.test(text.charAt(start - 1)) ? null : { start, query };
}

/** Whether `@name` stands in the text as such, and not as the beginning of a longer Latin name. */
function calls(text: string, name: string): boolean {
  return mentionRanges(text, [name]).length > 0;
}

/** The content of a text with those of `named` it calls, each once, at most a hundred. */
export function textContent(text: string, named: readonly Named[], group: boolean): TextContent {
  if (!group) return { type: 'text', text };
  const mentions = [...new Set(named.filter(({ name }) => calls(text, name)).map(({ id }) => id))];
  return {
    type: 'text',
    text,
    ...(mentions.length > 0 ? { mentions: mentions.slice(0, MAX_MENTIONS) } : {}),
    ...(EVERYBODY.some((word) => calls(text, word)) ? { mentionsAll: true as const } : {}),
  };
}

/** Where `@name` stands for one of the names: `[start, end)`, ascending, not overlapping; longer names first. */
export function mentionRanges(text: string, names: readonly string[]): [number, number][] {
  const found: [number, number][] = [];
  const wanted = names.filter((name) => name !== '').toSorted((a, b) => b.length - a.length);
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const name = wanted.find((candidate) => text.startsWith(candidate, at + 1));
    if (name === undefined) continue;
    const end = at + 1 + name.length;
    const goesOn = /[A-Za-z0-9]$/.test(name) && /[A-Za-z0-9]/.test(text.charAt(end));
    if (!goesOn) found.push([at, end]);
  }
  return found;
}
