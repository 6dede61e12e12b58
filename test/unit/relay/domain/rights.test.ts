import { describe, expect, it } from 'vitest';
import { mayAct, mayMentionAll, rolesAllowed, type Action } from '../../../../src/relay/domain/rights.ts';
import type { ConversationKind, MemberRole } from '../../../../src/shared/model/conversation.ts';

const ROLES = ['owner', 'admin', 'member', null] as const satisfies readonly (MemberRole | null)[];

/** Who may, in the order of ROLES. */
const TABLE: [ConversationKind, Action, boolean[]][] = [
  ['direct', 'read', [true, true, true, false]],
  ['direct', 'send', [true, true, true, false]],
  ['direct', 'edit', [true, true, true, false]],
  ['direct', 'recall', [true, true, true, false]],
  ['direct', 'recallOthers', [false, false, false, false]],
  ['direct', 'react', [true, true, true, false]],
  ['direct', 'pin', [true, true, true, false]],
  ['direct', 'rename', [false, false, false, false]],
  ['direct', 'addMembers', [false, false, false, false]],
  ['direct', 'removeMembers', [false, false, false, false]],
  ['direct', 'leave', [false, false, false, false]],
  ['group', 'read', [true, true, true, false]],
  ['group', 'send', [true, true, true, false]],
  ['group', 'edit', [true, true, true, false]],
  ['group', 'recall', [true, true, true, false]],
  ['group', 'recallOthers', [true, true, false, false]],
  ['group', 'react', [true, true, true, false]],
  ['group', 'pin', [true, true, false, false]],
  ['group', 'rename', [true, true, false, false]],
  ['group', 'addMembers', [true, true, false, false]],
  ['group', 'removeMembers', [true, true, false, false]],
  ['group', 'leave', [true, true, true, false]],
];

describe('rights', () => {
  it.each(TABLE)('[MEM-1] [MEM-2] [MEM-6] %s conversation, %s', (kind, action, expected) => {
    expect(ROLES.map((role) => mayAct(kind, action, role))).toEqual(expected);
    expect(rolesAllowed(kind, action)).toEqual(ROLES.filter((role, index) => role && expected[index]));
  });

  it('[MSG-8] everybody calls all of up to 100 members, managers of any number', () => {
    const roles = ['owner', 'admin', 'member'] as const;
    expect(roles.map((role) => mayMentionAll(role, 100))).toEqual([true, true, true]);
    expect(roles.map((role) => mayMentionAll(role, 101))).toEqual([true, true, false]);
  });
});
