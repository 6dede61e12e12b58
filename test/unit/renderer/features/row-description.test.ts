import { describe, expect, it } from 'vitest';
import { nameMatches } from '../../../../src/renderer/src/features/conversations/name-match.ts';
import { previewOf } from '../../../../src/renderer/src/features/conversations/row-description.ts';
import { messageStatus } from '../../../../src/renderer/src/features/chat/message-status.ts';
import { FileId } from '../../../../src/shared/model/ids.ts';
import { conversationId, conversationRow, message, userId } from '../support/fake-world.ts';

const last = { sender: userId(2), mine: false, text: 'one\n  two', at: 1, state: { kind: 'sent' } } as const;
const nameOf = (): string => '张涛';

describe('list preview', () => {
  it('names the sender in groups only, and never me', () => {
    expect(previewOf(conversationRow(1, { last }), nameOf)).toEqual({
      kind: 'message',
      text: 'one two',
      from: '张涛',
      type: null,
    });
    expect(previewOf(conversationRow(1, { last: { ...last, mine: true } }), nameOf)).toMatchObject({
      from: '',
    });
    expect(previewOf(conversationRow(1, { last, kind: 'direct' }), nameOf)).toMatchObject({ from: '' });
  });

  it('shows a draft before the message, but not a blank one', () => {
    expect(previewOf(conversationRow(1, { last, draft: 'so\nthen' }), nameOf)).toEqual({
      kind: 'draft',
      text: 'so then',
    });
    expect(previewOf(conversationRow(1, { last, draft: ' \n' }), nameOf).kind).toBe('message');
    expect(previewOf(conversationRow(1), nameOf)).toEqual({ kind: 'empty' });
  });
});

describe('name filter', () => {
  it('ignores case and diacritics and takes every word', () => {
    expect(nameMatches('Tomás Ortega', 'tomas')).toBe(true);
    expect(nameMatches('Tomás Ortega', 'ort tom')).toBe(true);
    expect(nameMatches('产品设计组', '设计')).toBe(true);
    expect(nameMatches('产品设计组', '计品')).toBe(false);
  });
});

describe('message status', () => {
  const mine = (patch: Parameters<typeof message>[2]) =>
    message(conversationId(1), 5, { mine: true, ...patch });

  it('counts the unread of a group down to all read', () => {
    expect(
      messageStatus(mine({ receipt: { unread: 12, receivers: 40 } }), { kind: 'group', role: 'member' }),
    ).toEqual({
      kind: 'some-unread',
      unread: 12,
    });
    expect(
      messageStatus(mine({ receipt: { unread: 0, receivers: 40 } }), { kind: 'group', role: 'member' }),
    ).toEqual({
      kind: 'all-read',
    });
  });

  it('says read or unread in a direct conversation', () => {
    expect(
      messageStatus(mine({ receipt: { unread: 1, receivers: 1 } }), { kind: 'direct', role: 'member' }),
    ).toEqual({
      kind: 'unread',
    });
    expect(
      messageStatus(mine({ receipt: { unread: 0, receivers: 1 } }), { kind: 'direct', role: 'member' }),
    ).toEqual({ kind: 'read' });
  });

  it('claims nothing that is not known', () => {
    expect(messageStatus(mine({ receipt: null }), { kind: 'group', role: 'member' })).toEqual({
      kind: 'sent',
    });
    expect(
      messageStatus(mine({ receipt: { unread: 0, receivers: 0 } }), { kind: 'group', role: 'member' }),
    ).toEqual({ kind: 'sent' });
    expect(
      messageStatus(mine({ state: { kind: 'sending' }, receipt: null }), { kind: 'group', role: 'member' }),
    ).toEqual({
      kind: 'sending',
    });
  });

  it('says of a refused message whether I am no member or muted', () => {
    const failed = (error: 'forbidden' | 'not_found' | 'disk_full', role: 'member' | null) =>
      messageStatus(mine({ state: { kind: 'failed', error } }), { kind: 'group', role });
    expect(failed('forbidden', null)).toEqual({ kind: 'failed', because: 'gone' });
    expect(failed('not_found', 'member')).toEqual({ kind: 'failed', because: 'gone' });
    expect(failed('forbidden', 'member')).toEqual({ kind: 'failed', because: 'muted' });
    expect(failed('disk_full', 'member')).toEqual({ kind: 'failed', because: 'other' });
  });

  it('says of a message that the relay has lost, or whose file it does not have, what can be done', () => {
    const row = { kind: 'group', role: 'member' } as const;
    const lost = mine({ state: { kind: 'failed', error: 'lost' } });
    expect(messageStatus(lost, row)).toEqual({ kind: 'failed', because: 'lost' });
    const file = FileId.parse(conversationId(9));
    const content = { type: 'file', file, name: 'plan.pdf', size: 1, mime: 'application/pdf' } as const;
    const without = mine({ content, state: { kind: 'failed', error: 'not_found' } });
    expect(messageStatus(without, row)).toEqual({ kind: 'failed', because: 'source' });
    expect(messageStatus(without, { ...row, role: null })).toEqual({ kind: 'failed', because: 'gone' });
  });

  it('[RCP-12] says that nobody is told who reads a message without receipts', () => {
    const item = mine({ receiptKept: false, receipt: null });
    expect(messageStatus(item, { kind: 'direct', role: 'member' })).toEqual({ kind: 'no-receipt' });
  });
});
