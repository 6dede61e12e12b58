import { describe, expect, it } from 'vitest';
import { newsOf, wordsOf } from '../../../../src/main/shell/alert-rules.ts';
import { shellTexts } from '../../../../src/main/shell/shell-texts.ts';
import type { UnreadMessages } from '../../../../src/main/sync/engine.ts';
import type { MessageContent } from '../../../../src/shared/model/event.ts';
import { UserId } from '../../../../src/shared/model/ids.ts';

const LIN = UserId.parse('01890000-0000-7000-8000-000000000001');
const EN = shellTexts('en', 'zh-CN');

/** Of rows and messages only what the rules look at. */
const row = (more: object) =>
  ({ kind: 'group', title: 'Team', muted: false, ...more }) as UnreadMessages['row'];
const said = (content: MessageContent | string, more: object = {}) =>
  ({
    seq: 1,
    sender: LIN,
    mentionsMe: false,
    content: typeof content === 'string' ? { type: 'text', text: content } : content,
    ...more,
  }) as UnreadMessages['messages'][number];
const people = [{ id: LIN, name: 'lin', displayName: '林夕' }];

function body(content: MessageContent | string, more: object = { kind: 'direct' }): string {
  return wordsOf({ row: row(more), people }, [said(content)], 'message', EN).body;
}

it('is news beyond what was looked at, of muted conversations only what calls me', () => {
  const messages = [said('a', { seq: 4 }), said('b', { seq: 5 }), said('c', { seq: 6, mentionsMe: true })];
  const seqs = (muted: boolean, after: number) =>
    newsOf({ row: row({ muted }), messages }, after).map(({ seq }) => seq);
  expect(seqs(false, 4)).toEqual([5, 6]);
  expect(seqs(true, 0)).toEqual([6]);
  expect(seqs(false, 6)).toEqual([]);
});

describe('the words of a notification', () => {
  it('name the sender in groups only', () => {
    expect(body('hello', { kind: 'direct', title: '林夕' })).toBe('hello');
    expect(body('hello', { kind: 'group' })).toBe('林夕: hello');
    expect(wordsOf({ row: row({}), people: [] }, [said('hello')], 'message', EN).body).toBe('Someone: hello');
  });

  it('are one line for each message, at most 200 long, and whole characters', () => {
    expect(body('a\nb\r\n\tc\u0000d')).toBe('a b c d');
    expect(body('x'.repeat(1_000))).toHaveLength(200);
    expect(body(`${'x'.repeat(199)}😀`)).toBe('x'.repeat(199));
    expect(wordsOf({ row: row({}), people }, Array(9).fill(said('a')), 'message', EN)).toEqual({
      title: 'Team (9)',
      body: '林夕: a\n林夕: a\n林夕: a',
    });
  });

  it('are not turned round by what reorders text', () => {
    expect(body('pay \u202Egnp.exe\u2066 now')).toBe('pay gnp.exe now');
  });

  it('say of what is no text what it is', () => {
    expect(body({ type: 'card', user: LIN })).toBe('[Name card]');
    expect(body({ type: 'unsupported', feature: 'x' })).toBe('[Message of a newer version]');
  });

  it('say nothing that is to be hidden', () => {
    const some = [said('secret'), said('secret too')];
    expect(wordsOf({ row: row({}), people }, some, 'sender', EN)).toEqual({
      title: 'Team',
      body: '2 new messages',
    });
    expect(wordsOf({ row: row({}), people }, some, 'none', EN)).toEqual({
      title: 'Yidu',
      body: '2 new messages',
    });
  });

  it('are in the language of the settings, or the system', () => {
    const of = (language: 'system' | 'en' | 'zh-CN', system: string) =>
      wordsOf({ row: row({}), people }, [said('x')], 'none', shellTexts(language, system)).body;
    expect(of('system', 'zh-Hans-CN')).toBe('新消息');
    expect(of('system', 'de')).toBe('New message');
    expect(of('en', 'zh')).toBe('New message');
  });
});
