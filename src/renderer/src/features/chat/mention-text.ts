import { MAX_MENTIONS, type TextContent } from '../../../../shared/model/event.ts';
import type { ConversationRow } from '../../../../shared/ipc/views.ts';
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

/** In larger groups only those who manage them may call everybody. */
const FREE_FOR_ALL_MEMBERS = 100;

/** Whether the relay lets me call everybody here. */
export function mayCallEverybody(row: Pick<ConversationRow, 'kind' | 'role' | 'memberCount'>): boolean {
  if (row.kind !== 'group' || row.role === null) return false;
  return row.role !== 'member' || row.memberCount <= FREE_FOR_ALL_MEMBERS;
}

/** The content of a text with those of `named` it calls, each once, at most a hundred; and everybody, if that may be. */
export function textContent(text: string, named: readonly Named[], everybody: boolean): TextContent {
  const called = new Set(
    mentionRanges(text, [...named.map(({ name }) => name), ...EVERYBODY]).map(([start, end]) =>
      text.slice(start + 1, end),
    ),
  );
  const mentions = [...new Set(named.filter(({ name }) => called.has(name)).map(({ id }) => id))];
  return {
    type: 'text',
    text,
    ...(mentions.length > 0 ? { mentions: mentions.slice(0, MAX_MENTIONS) } : {}),
    ...(everybody && EVERYBODY.some((word) => called.has(word)) ? { mentionsAll: true as const } : {}),
  };
}

/** The longest of `names` that is called at the `@` at `at`; `null`: none is. */
export function nameCalledAt(text: string, at: number, names: readonly string[]): string | null {
  let longest = '';
  for (const name of names) {
    if (name.length > longest.length && text.startsWith(name, at + 1)) longest = name;
  }
  if (longest === '') return null;
  const goesOn = /[A-Za-z0-9]$/.test(longest) && /[A-Za-z0-9]/.test(text.charAt(at + 1 + longest.length));
  return goesOn ? null : longest;
}

/** Where `@name` stands for one of the names: `[start, end)`, ascending, not overlapping; longer names first. */
export function mentionRanges(text: string, names: readonly string[]): [number, number][] {
  const found: [number, number][] = [];
  let end = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', Math.max(at + 1, end))) {
    const name = nameCalledAt(text, at, names);
    if (name === null) continue;
    end = at + 1 + name.length;
    found.push([at, end]);
  }
  return found;
}
