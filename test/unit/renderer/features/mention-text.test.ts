import { describe, expect, it } from 'vitest';
import {
  mayCallEverybody,
  mentionAt,
  mentionRanges,
  textContent,
} from '../../../../src/renderer/src/features/chat/mention-text.ts';
import { splitText } from '../../../../src/renderer/src/features/chat/text-parts.ts';
import { conversationRow, userId } from '../support/fake-world.ts';

const emma = { id: userId(1), name: 'Emma' };
const emmaLee = { id: userId(2), name: 'Emma Lee' };
const lin = { id: userId(3), name: '林夕' };

describe('mentions in texts', () => {
  it('begin with an @ before the caret that is no part of an address', () => {
    expect(mentionAt('hi @Em', 6)).toEqual({ start: 3, query: 'Em' });
    expect(mentionAt('你好@林', 4)).toEqual({ start: 2, query: '林' });
    expect(mentionAt('hi @', 4)).toEqual({ start: 3, query: '' });
    expect(mentionAt('mail ben@example', 16)).toBeNull();
    expect(mentionAt('hi @Em and', 10)).toBeNull();
    expect(mentionAt('@Em', 0)).toBeNull();
  });

  it('take the longest name, and no beginning of a longer word', () => {
    expect(mentionRanges('@Emma Lee, @Emma', ['Emma', 'Emma Lee'])).toEqual([
      [0, 9],
      [11, 16],
    ]);
    expect(mentionRanges('@Emmanuel', ['Emma'])).toEqual([]);
    expect(mentionRanges('请@林夕看一下', ['林夕'])).toEqual([[1, 4]]);
  });

  it('are sent for those whom the final text calls, each once', () => {
    expect(textContent('@Emma @Emma 请@林夕看', [emma, lin], true)).toEqual({
      type: 'text',
      text: '@Emma @Emma 请@林夕看',
      mentions: [emma.id, lin.id],
    });
    expect(textContent('Emma', [emma], true)).toEqual({ type: 'text', text: 'Emma' });
    expect(textContent('@Emma Lee', [emma, emmaLee], true).mentions).toEqual([emmaLee.id]);
  });

  it('[MSG-8] call everybody in either language, only where that is allowed', () => {
    expect(textContent('@所有人 开会', [], true).mentionsAll).toBe(true);
    expect(textContent('@All meet', [], true).mentionsAll).toBe(true);
    expect(textContent('@所有人 开会', [], false)).not.toHaveProperty('mentionsAll');
    expect(mayCallEverybody(conversationRow(1, { memberCount: 100 }))).toBe(true);
    expect(mayCallEverybody(conversationRow(1, { memberCount: 101 }))).toBe(false);
    expect(mayCallEverybody(conversationRow(1, { memberCount: 101, role: 'admin' }))).toBe(true);
    expect(mayCallEverybody(conversationRow(1, { kind: 'direct', memberCount: 2 }))).toBe(false);
  });

  it('are shown apart from text and links, and lose no character', () => {
    const text = 'see @Emma https://example.com/@Emma 😀';
    const parts = splitText(text, ['Emma']);
    expect(parts.map((part) => part.kind)).toEqual(['text', 'mention', 'text', 'link', 'text']);
    expect(parts.map((part) => part.text).join('')).toBe(text);
  });
});
