import { describe, expect, it } from 'vitest';
import { actionsFor, lastEditable } from '../../../../src/renderer/src/features/chat/message-actions.ts';
import type { MessageItem } from '../../../../src/shared/ipc/views.ts';
import { conversationId, message, userId } from '../support/fake-world.ts';

const at = (seq: number | null, patch: Partial<MessageItem> = {}) => message(conversationId(1), seq, patch);
const names = (item: MessageItem, kind: 'group' | 'direct', role: 'owner' | 'admin' | 'member' | null) =>
  [...actionsFor(item, { kind, role })].sort().join(' ');

describe('what may be done to a message', () => {
  it('[MSG-2] [MSG-3] is more for its sender', () => {
    expect(names(at(5, { mine: true }), 'group', 'member')).toBe('copy edit forward react recall reply');
    expect(names(at(5), 'group', 'member')).toBe('copy forward react reply');
  });

  it('[MSG-3] [MSG-6] is more for those who manage the group', () => {
    expect(names(at(5), 'group', 'admin')).toBe('copy forward pin react recall reply');
    expect(names(at(5), 'group', 'owner')).toBe('copy forward pin react recall reply');
    expect(names(at(5), 'direct', 'owner')).toBe('copy forward pin react reply');
  });

  it('[MSG-2] [MSG-3] is no longer editing and recalling once the window is over', () => {
    const after = (item: MessageItem, since: number, role: 'member' | 'admin') =>
      [...actionsFor(item, { kind: 'group', role }, since)].sort().join(' ');
    const item = at(5, { mine: true });
    expect(after(item, item.at - 1, 'member')).toBe('copy edit forward react recall reply');
    expect(after(item, item.at, 'member')).toBe('copy forward react reply');
    expect(after(item, Infinity, 'admin')).toBe('copy forward pin react recall reply');
  });

  it('is reading only for who is no member any more', () => {
    expect(names(at(5, { mine: true }), 'group', null)).toBe('copy forward');
  });

  it('is nothing that needs the relay before it has the message', () => {
    expect(names(at(null, { mine: true, state: { kind: 'sending' } }), 'direct', 'member')).toBe('copy');
  });

  it('[MSG-4] is nothing once it was recalled', () => {
    expect(names(at(5, { mine: true, content: { type: 'recalled' } }), 'direct', 'owner')).toBe('');
  });

  it('[MSG-10] is neither copying nor forwarding for a card', () => {
    expect(names(at(5, { content: { type: 'card', user: userId(9) } }), 'group', 'member')).toBe(
      'react reply',
    );
  });
});

describe('the message that Up edits', () => {
  const row = { kind: 'group', role: 'member' } as const;

  it('is the newest text of mine that the relay has', () => {
    const items = [
      at(1, { mine: true }),
      at(2, { mine: true }),
      at(3, { mine: true, content: { type: 'recalled' } }),
      at(4),
    ];
    expect(lastEditable(items, row)?.seq).toBe(2);
    expect(lastEditable([at(4)], row)).toBeUndefined();
    const refused = at(null, { mine: true, state: { kind: 'failed', error: 'forbidden' } });
    expect(lastEditable([...items, refused], row)?.seq).toBe(2);
  });

  it('is none while a newer one is on its way: not an older one in its place', () => {
    const sending = at(null, { mine: true, state: { kind: 'sending' } });
    expect(lastEditable([at(1, { mine: true }), sending], row)).toBeUndefined();
  });
});
