import { describe, expect, it } from 'vitest';
import { memberActions } from '../../../../src/renderer/src/features/group/member-actions.ts';
import type { MemberRole } from '../../../../src/shared/model/conversation.ts';
import { userId } from '../support/fake-world.ts';

const actions = (mine: MemberRole | null, theirs: MemberRole, isMe = false) =>
  memberActions({ kind: 'group', role: mine }, { user: userId(2), role: theirs }, isMe).join(' ');

describe('what I may do with a member', () => {
  it('is nothing with myself', () => {
    expect(actions('owner', 'owner', true)).toBe('');
  });

  it('is writing to them for a member, and for who is none any more', () => {
    expect(actions('member', 'member')).toBe('message');
    expect(actions(null, 'member')).toBe('message');
  });

  it('[MEM-6] [MEM-11] is muting and removing members for an admin', () => {
    expect(actions('admin', 'member')).toBe('message mute remove');
    expect(actions('admin', 'admin')).toBe('message');
    expect(actions('admin', 'owner')).toBe('message');
  });

  it('[MEM-9] is everything for the owner', () => {
    expect(actions('owner', 'member')).toBe('message makeAdmin transfer mute remove');
    expect(actions('owner', 'admin')).toBe('message unmakeAdmin transfer mute remove');
  });
});
