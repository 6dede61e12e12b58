import { AppError } from '../../../../src/shared/errors.ts';
import type { NoticeItem, RelayRules, TimelineItem } from '../../../../src/shared/ipc/views.ts';
import type { ConversationId, UserId } from '../../../../src/shared/model/ids.ts';
import { DeviceId } from '../../../../src/shared/model/ids.ts';
import type { MemberRole } from '../../../../src/shared/model/conversation.ts';
import type { FakeBridge } from './fake-bridge.ts';
import type { FakeConversation, FakeWorld } from './fake-world.ts';

export const RULES: RelayRules = {
  registration: 'invite',
  changeWindowMs: 86_400_000,
  receiptPolicy: 'by-conversation',
  maxFileBytes: 4_294_967_296,
  packets: true,
  profiles: true,
  clockAheadMs: 0,
};

const device = (n: number) => DeviceId.parse(`01890000-0009-7000-8000-${String(n).padStart(12, '0')}`);

/** Handlers of groups, devices and presence: as the relay and the engine would answer, without either. */
export function livingGroups(
  world: FakeWorld,
  page: {
    readonly now: () => number;
    readonly find: (id: ConversationId) => FakeConversation;
    readonly emit: (conversation: FakeConversation, items: TimelineItem[]) => void;
    readonly online: (users: readonly UserId[]) => void;
  },
) {
  let direct = true;
  let devices = [
    { id: device(1), name: 'ThinkPad X1', current: true, age: 0 },
    { id: device(2), name: '办公室台式机', current: false, age: 3 * 3_600_000 },
    { id: device(3), name: 'MacBook Air', current: false, age: 40 * 86_400_000 },
  ].map(({ age, ...one }) => ({
    ...one,
    createdAt: page.now() - 90 * 86_400_000,
    lastSeenAt: page.now() - age,
  }));

  function note(one: FakeConversation, notice: NoticeItem['notice']): Record<string, never> {
    const seq = one.row.headSeq + 1;
    const { id: conversation } = one.row;
    const item: NoticeItem = {
      kind: 'notice',
      key: `#${seq}`,
      conversation,
      seq,
      sender: world.me.id,
      at: page.now(),
      notice,
    };
    one.row = { ...one.row, headSeq: seq };
    one.items = [...one.items, item];
    page.emit(one, [item]);
    return {};
  }

  function setRole(id: ConversationId, user: UserId, role: MemberRole): Record<string, never> {
    const one = page.find(id);
    one.members = one.members.map((member) => {
      if (member.user === user) return { user, role };
      return role === 'owner' && member.role === 'owner' ? { ...member, role: 'admin' } : member;
    });
    if (role === 'owner') one.row = { ...one.row, role: 'admin' };
    return note(one, { type: 'role', user, role });
  }

  return {
    'relay.rules': () => RULES,
    'account.createInvite': () => ({ code: 'relay-invite-code-0123456789' }),
    'account.changePassword': ({ current }) => {
      if (current === 'wrong') throw new AppError('bad_credentials');
      return {};
    },
    'device.list': () => ({ devices }),
    'device.revoke': (args) => {
      devices = devices.filter((one) => one.id !== args.device);
      return {};
    },
    'presence.watch': ({ users }) => {
      page.online(users.filter((_, index) => index % 3 !== 1));
      return {};
    },
    'conversation.look': () => ({}),
    'typing.send': () => ({}),
    'conversation.setRole': ({ conversation, user, role }) => setRole(conversation, user, role),
    'conversation.transfer': ({ conversation, user }) => setRole(conversation, user, 'owner'),
    'conversation.muteMember': ({ conversation, user, until }) =>
      note(page.find(conversation), { type: 'muted', user, until }),
    'conversation.dissolve': ({ conversation }) => {
      const one = page.find(conversation);
      one.row = { ...one.row, role: null, announcement: null, receipts: null };
      return note(one, { type: 'dissolved' });
    },
    'conversation.setAnnouncement': ({ conversation, text }) => {
      const one = page.find(conversation);
      one.row = { ...one.row, announcement: text };
      return note(one, { type: 'announced', text });
    },
    'conversation.setReceipts': ({ conversation, policy }) => {
      const one = page.find(conversation);
      one.row = { ...one.row, receipts: policy };
      return note(one, { type: 'receipts', policy });
    },
    'conversation.createInvite': () => ({ code: 'group-invite-code-0123456789' }),
    'conversation.revokeInvites': () => ({}),
    'conversation.join': () => {
      throw new AppError('bad_invite');
    },
    'conversation.rename': ({ conversation, title }) => {
      const one = page.find(conversation);
      one.row = { ...one.row, title };
      return note(one, { type: 'renamed', title });
    },
    'conversation.removeMembers': ({ conversation, users }) => {
      const one = page.find(conversation);
      one.members = one.members.filter(({ user }) => !users.includes(user));
      one.row = { ...one.row, memberCount: one.members.length };
      return note(one, { type: 'removed', users });
    },
    'conversation.leave': ({ conversation }) => {
      const one = page.find(conversation);
      one.row = { ...one.row, role: null };
      return note(one, { type: 'left' });
    },
    'receipt.remind': ({ conversation, seq }) => {
      const one = page.find(conversation);
      if (one.items.some((item) => item.kind === 'notice' && item.notice.type === 'reminded')) {
        throw new AppError('rate_limited', 'too early', { retryAfterMs: 8 * 60_000 });
      }
      note(one, { type: 'reminded', seq });
      return { by: one.row.headSeq };
    },
    'receipt.setDirect': (args) => {
      direct = args.direct ?? direct;
      return { direct };
    },
  } satisfies FakeBridge['handlers'];
}
