// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { useComposition } from '../../../../src/renderer/src/stores/composition.ts';
import { useMentionCandidates } from '../../../../src/renderer/src/stores/mention-candidates.ts';
import { isStored, useMessages, type StoredMessage } from '../../../../src/renderer/src/stores/messages.ts';
import { usePins } from '../../../../src/renderer/src/stores/pins.ts';
import { useTimeline } from '../../../../src/renderer/src/stores/timeline.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import type { MessageItem } from '../../../../src/shared/ipc/views.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { conversationId, conversationRow, message, person, userId } from '../support/fake-world.ts';

let bridge: FakeBridge;
const id = conversationId(1);

function stored(seq: number, patch: Partial<MessageItem> & { text?: string } = {}): StoredMessage {
  const item = message(id, seq, patch);
  if (!isStored(item)) throw new Error('not stored');
  return item;
}

beforeEach(() => {
  setActivePinia(createPinia());
  bridge = new FakeBridge();
  installBridge(bridge);
  bridge.handlers['people.get'] = ({ users }) => ({
    people: [2, 3, 4].map(person).filter((one) => users.includes(one.id)),
  });
});

describe('actions on messages', () => {
  it('give a reaction, or take back the one I gave', async () => {
    bridge.handlers['message.react'] = () => ({});
    const given = { emoji: '👍', count: 2, mine: true, users: [userId(1), userId(2)] };
    await useMessages().toggleReaction(stored(3, { reactions: [given] }), '👍');
    await useMessages().toggleReaction(stored(3, { reactions: [given] }), '🎉');
    expect(bridge.inputsOf('message.react')).toMatchObject([
      { emoji: '👍', on: false },
      { emoji: '🎉', on: true },
    ]);
  });

  it('keep the text of a recalled message of mine, once the relay has agreed', async () => {
    const item = stored(3, { mine: true, text: 'oops' });
    bridge.handlers['message.recall'] = () => {
      throw new AppError('forbidden');
    };
    await expect(useMessages().recall(item)).rejects.toMatchObject({ code: 'forbidden' });
    expect(useComposition().recalled.size).toBe(0);
    bridge.handlers['message.recall'] = () => ({});
    await useMessages().recall(item);
    await useMessages().recall(stored(4, { text: 'not mine' }));
    expect([...useComposition().recalled.values()]).toEqual(['oops']);
  });

  it('keep at most fifty such texts', () => {
    const composition = useComposition();
    for (let seq = 1; seq <= 60; seq++) composition.rememberRecalled(stored(seq, { mine: true }));
    expect(composition.recalled.size).toBe(50);
    expect(composition.recalled.has('m60')).toBe(true);
  });

  it('forget quote and edit when another conversation opens', async () => {
    bridge.handlers['timeline.page'] = () => ({ items: [], atStart: true, atEnd: true, incomplete: false });
    const composition = useComposition();
    await useTimeline().open(conversationRow(1));
    composition.reply(stored(3));
    await useTimeline().open(conversationRow(2));
    await flushPromises();
    expect(composition.mode.kind).toBe('new');
  });
});

describe('pin board', () => {
  it('shows what the timeline knows since, and drops what was unpinned', async () => {
    const pins = [
      stored(5, { pinned: true, text: 'old' }),
      stored(3, { pinned: true }),
      stored(1, { pinned: true }),
    ];
    bridge.handlers['message.pins'] = () => ({ items: pins });
    bridge.handlers['timeline.page'] = () => ({
      items: [stored(3, { pinned: false }), stored(5, { pinned: true, text: 'new' })],
      atStart: false,
      atEnd: true,
      incomplete: false,
    });
    await useTimeline().open(conversationRow(1));
    await usePins().show(id);
    expect(usePins().items.map((item) => item.seq)).toEqual([5, 1]);
    expect(usePins().items[0]?.content).toMatchObject({ text: 'new' });
  });

  it('says when it could not be read', async () => {
    await usePins().show(id);
    expect(usePins().status).toBe('failed');
  });
});

describe('candidates for a mention', () => {
  it('are all members, read once per membership', async () => {
    bridge.handlers['conversation.members'] = ({ after }) =>
      after === undefined
        ? { members: [{ user: userId(2), role: 'owner' }], total: 2, more: true }
        : { members: [{ user: userId(3), role: 'member' }], total: 2, more: false };
    const candidates = useMentionCandidates();
    await candidates.prepare(id, 2);
    await candidates.prepare(id, 2);
    await flushPromises();
    expect(candidates.people.map((one) => one.id)).toEqual([userId(2), userId(3)]);
    expect(bridge.inputsOf('conversation.members')).toHaveLength(2);
    await candidates.prepare(id, 3);
    expect(bridge.inputsOf('conversation.members')).toHaveLength(4);
  });
});
