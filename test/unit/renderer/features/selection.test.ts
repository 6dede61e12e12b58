// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { selectionActions, textOfAll } from '../../../../src/renderer/src/features/chat/selection-actions.ts';
import { useSelection } from '../../../../src/renderer/src/stores/selection.ts';
import { useTimeline } from '../../../../src/renderer/src/stores/timeline.ts';
import type { MessageItem } from '../../../../src/shared/ipc/views.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { conversationId, conversationRow, message, userId } from '../support/fake-world.ts';

const ID = conversationId(1);
const sent = { state: { kind: 'sent' as const } };

describe('choosing messages', () => {
  let bridge: FakeBridge;
  beforeEach(() => {
    bridge = new FakeBridge();
    installBridge(bridge);
    setActivePinia(createPinia());
  });

  const some = (count: number) => Array.from({ length: count }, (_, i) => message(ID, i + 1, sent));
  async function show(items: readonly MessageItem[]): Promise<void> {
    bridge.handlers['timeline.page'] = () => ({
      items: [...items],
      atStart: true,
      atEnd: true,
      incomplete: false,
    });
    await useTimeline().open(conversationRow(1, { unread: 0 }));
  }
  const seqs = (selection: ReturnType<typeof useSelection>) => selection.items.map(({ seq }) => seq);

  it('adds and takes out one, and all up to another in either direction', async () => {
    await show(some(6));
    const selection = useSelection();
    selection.start('m3');
    expect(seqs(selection)).toEqual([3]);
    selection.toggle('m5');
    selection.extendTo('m2');
    expect(seqs(selection)).toEqual([2, 3, 4, 5]);
    selection.toggle('m4');
    expect(seqs(selection)).toEqual([2, 3, 5]);
    selection.leave();
    expect([selection.active, selection.items]).toEqual([false, []]);
  });

  it('holds at most a hundred, and none that was recalled', async () => {
    await show(some(150));
    const selection = useSelection();
    selection.start('m1');
    selection.extendTo('m150');
    expect(selection.items).toHaveLength(100);
    selection.toggle('m120');
    expect(selection.items).toHaveLength(100);
    const [first, ...others] = some(150);
    if (!first) throw new Error('none');
    await show([{ ...first, content: { type: 'recalled' } }, ...others]);
    expect(selection.items).toHaveLength(99);
  });

  it('ends with the conversation', async () => {
    await show(some(6));
    const selection = useSelection();
    selection.start('m1');
    useTimeline().close();
    await nextTick();
    expect(selection.active).toBe(false);
  });
});

describe('what can be done to chosen messages', () => {
  const group = { kind: 'group', role: 'member' } as const;
  const mine = message(ID, 1, { ...sent, mine: true, sender: userId(1), at: 10, text: 'a' });
  const theirs = message(ID, 2, { ...sent, sender: userId(2), at: 10, text: 'b' });
  const card = message(ID, 3, { ...sent, content: { type: 'card', user: userId(3) } });

  it('is what each of them allows', () => {
    expect(selectionActions([], group, 0)).toEqual(new Set());
    expect(selectionActions([mine], group, 0)).toEqual(new Set(['forward', 'merge', 'copy', 'recall']));
    expect(selectionActions([mine, theirs], group, 0)).toEqual(new Set(['forward', 'merge', 'copy']));
    expect(selectionActions([mine, theirs], { ...group, role: 'owner' }, 0)).toContain('recall');
    expect(selectionActions([mine], group, 11)).not.toContain('recall');
    expect(selectionActions([mine, card], group, 0)).toEqual(new Set(['copy']));
  });

  it('is copied with names, one message without', () => {
    const nameOf = (id: string) => (id === userId(2) ? 'Bo' : 'Me');
    expect(textOfAll([mine, card, theirs], nameOf)).toBe('Me: a\nBo: b');
    expect(textOfAll([theirs, card], nameOf)).toBe('b');
  });
});
