import { describe, expect, it } from 'vitest';
import {
  mayAct,
  mayMentionAll,
  outranks,
  rolesAllowed,
  SPEAKING,
  type Action,
} from '../../../../src/shared/model/rights.ts';
import type { ConversationKind, MemberRole } from '../../../../src/shared/model/conversation.ts';
import { EVENT_KINDS } from '../../../../src/shared/model/event.ts';

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
  ['direct', 'setRole', [false, false, false, false]],
  ['direct', 'transfer', [false, false, false, false]],
  ['direct', 'dissolve', [false, false, false, false]],
  ['direct', 'muteMember', [false, false, false, false]],
  ['direct', 'announce', [false, false, false, false]],
  ['direct', 'invite', [false, false, false, false]],
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
  ['group', 'setRole', [true, false, false, false]],
  ['group', 'transfer', [true, false, false, false]],
  ['group', 'dissolve', [true, false, false, false]],
  ['group', 'muteMember', [true, true, false, false]],
  ['group', 'announce', [true, true, false, false]],
  ['group', 'invite', [true, true, false, false]],
];

describe('rights', () => {
  it.each(TABLE)(
    '[MEM-1] [MEM-2] [MEM-6] [MEM-9] [MEM-10] [MEM-11] [MEM-12] [MEM-13] %s conversation, %s',
    (kind, action, expected) => {
      expect(ROLES.map((role) => mayAct(kind, action, role))).toEqual(expected);
      expect(rolesAllowed(kind, action)).toEqual(ROLES.filter((role, index) => role && expected[index]));
    },
  );

  it('[MSG-8] everybody calls all of up to 100 members, managers of any number', () => {
    const roles = ['owner', 'admin', 'member'] as const;
    expect(roles.map((role) => mayMentionAll(role, 100))).toEqual([true, true, true]);
    expect(roles.map((role) => mayMentionAll(role, 101))).toEqual([true, true, false]);
  });

  it('[MEM-6] [MEM-9] [MEM-11] owners decide over admins and members, admins over members', () => {
    const table = ROLES.map((role) => ROLES.map((other) => outranks(role, other)));
    expect(table).toEqual([
      [false, true, true, false],
      [false, false, true, false],
      [false, false, false, false],
      [false, false, false, false],
    ]);
  });

  it('[MEM-11] a mute keeps people from saying something, not from taking it back', () => {
    expect(EVENT_KINDS.filter((kind) => SPEAKING.has(kind))).toEqual([
      'message.created',
      'message.edited',
      'reaction.added',
    ]);
  });
});
