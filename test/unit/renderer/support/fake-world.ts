import type { ConversationRow, MessageItem, TimelineItem } from '../../../../src/shared/ipc/views.ts';
import { ClientId, ConversationId, UserId } from '../../../../src/shared/model/ids.ts';
import type { MemberRole } from '../../../../src/shared/model/conversation.ts';
import type { Person } from '../../../../src/shared/model/person.ts';

/** Deterministic UUIDv7-shaped ids: the same number gives the same id. */
function uuid(family: number, n: number): string {
  const hex = n.toString(16).padStart(12, '0');
  return `01890000-000${family}-7000-8000-${hex}`;
}
export const userId = (n: number): UserId => UserId.parse(uuid(1, n));
export const conversationId = (n: number): ConversationId => ConversationId.parse(uuid(2, n));
export const clientId = (n: number): ClientId => ClientId.parse(uuid(3, n));

export interface FakeConversation {
  row: ConversationRow;
  items: TimelineItem[];
  members: { user: UserId; role: MemberRole }[];
}

export interface FakeWorld {
  readonly me: Person;
  readonly people: Person[];
  readonly conversations: Map<ConversationId, FakeConversation>;
}

const SURNAMES = '王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗';
const GIVEN = '伟芳娜敏静丽强磊洋艳勇军杰娟涛明超秀兰霞平刚桂英华玉萍红';
const LATIN = [
  'Ada Lindqvist',
  'Tomás Ortega',
  'Priya Nair',
  'Jonas Weber',
  'Mei Tanaka',
  'Chloé Martin',
  'Sam Okafor',
  'Elif Demir',
];

const LINES = [
  '早上好，昨天的评审结论我整理好了，大家看一下。',
  'Morning! I pushed the new build, please try the search in it.',
  '搜索现在一个字也能找到，比如“部屋”“喜歡”。',
  'Looks good to me. Two small things in the header, the rest is ready.',
  '下午三点开会，地点还是二号会议室。',
  'Can someone check the numbers for Q3? https://example.com/reports/q3 (page 4)',
  '收到。',
  '👍',
  '我把文档改了一版，重点是第二节：已读人数要在发送时固定，后来加入的人不算。',
  'The relay now commits in groups, so an ok always means it is on disk.',
  '好的，我来跟进，今天下班前给结论。',
  'Lunch at 12:30?',
  '明天客户来访，麻烦前台准备一下会议室和投影。',
  'One more: the badge went back to zero on both of my devices. Lovely.',
];

export function line(n: number): string {
  return LINES[n % LINES.length] ?? '';
}

export function person(n: number): Person {
  const latin = n % 3 === 1 ? LATIN[Math.floor(n / 3) % LATIN.length] : undefined;
  const given =
    GIVEN.charAt((n * 7) % GIVEN.length) + (n % 2 ? GIVEN.charAt((n * 11 + 3) % GIVEN.length) : '');
  return {
    id: userId(n),
    name: `user${n}`,
    displayName: latin ?? SURNAMES.charAt(n % SURNAMES.length) + given,
  };
}

export function message(
  conversation: ConversationId,
  seq: number | null,
  patch: Partial<MessageItem> & { text?: string } = {},
): MessageItem {
  const { text = line(seq ?? 0), ...rest } = patch;
  return {
    kind: 'message',
    key: `m${seq ?? 'x'}`,
    conversation,
    seq: seq,
    sender: userId(2),
    at: 1_760_000_000_000 + (seq ?? 0) * 1_000,
    clientId: clientId(seq ?? 999_999),
    mine: false,
    content: { type: 'text', text },
    state: { kind: 'sent' },
    receipt: null,
    receiptKept: true,
    read: true,
    edited: false,
    pinned: false,
    reactions: [],
    quote: null,
    mentionsMe: false,
    ...rest,
  };
}

export function conversationRow(n: number, patch: Partial<ConversationRow> = {}): ConversationRow {
  return {
    id: conversationId(n),
    kind: 'group',
    title: `Group ${n}`,
    peer: null,
    memberCount: 3,
    role: 'member',
    headSeq: 0,
    unread: 0,
    readUpTo: 0,
    last: null,
    lastAt: 1_760_000_000_000 - n * 60_000,
    pinned: false,
    muted: false,
    archived: false,
    markedUnread: false,
    draft: '',
    mentioned: false,
    reminded: false,
    announcement: null,
    mutedUntil: null,
    receipts: 'on',
    ...patch,
  };
}

interface Plan {
  readonly title: string;
  readonly members: number;
  readonly messages: number;
  readonly unread: number;
  readonly patch?: Partial<ConversationRow>;
}

const PLANS: readonly Plan[] = [
  { title: '产品设计组', members: 640, messages: 4_000, unread: 12, patch: { pinned: true, role: 'owner' } },
  { title: 'Release 1.0', members: 24, messages: 900, unread: 0, patch: { pinned: true } },
  { title: '', members: 2, messages: 300, unread: 2 },
  { title: '客户支持值班', members: 86, messages: 400, unread: 37, patch: { muted: true } },
  { title: '', members: 2, messages: 120, unread: 0, patch: { draft: '那就按你说的来，我先把' } },
  { title: 'Infra on-call', members: 9, messages: 240, unread: 5 },
  { title: '', members: 2, messages: 40, unread: 0 },
  { title: '周五羽毛球', members: 18, messages: 160, unread: 0, patch: { muted: true } },
  { title: 'Design crit', members: 12, messages: 90, unread: 0, patch: { role: null } },
];

function build(world: FakeWorld, n: number, plan: Plan, now: number): FakeConversation {
  const id = conversationId(n);
  const direct = plan.members === 2;
  const peer = world.people[n * 5 + 1] ?? world.me;
  const members = direct
    ? [world.me, peer]
    : [world.me, ...world.people.filter((one) => one.id !== world.me.id).slice(0, plan.members - 1)];
  const items: TimelineItem[] = [];
  const newestAt = now - (n === 1 ? 60_000 : n * n * 25 * 60_000);
  for (let seq = 1; seq <= plan.messages; seq++) {
    const run = Math.floor(seq / 2.6);
    const at = newestAt - (plan.messages - seq) * 140_000 - (run % 5) * 20_000;
    const unread = seq > plan.messages - plan.unread;
    const sender = members[unread || run % 3 !== 0 ? 1 + (run % (members.length - 1)) : 0] ?? peer;
    const mine = sender.id === world.me.id;
    const left = plan.messages - seq;
    items.push(
      message(id, seq, {
        key: `${n}-${seq}`,
        sender: sender.id,
        at,
        mine,
        clientId: clientId(n * 10_000 + seq),
        text: line(seq * 5 + n),
        read: !unread,
        receipt: mine
          ? {
              unread:
                left > 30 ? 0 : Math.min(plan.members - 1, Math.ceil((31 - left) * plan.members * 0.02)),
              receivers: plan.members - 1,
            }
          : null,
      }),
    );
  }
  items[0] = {
    kind: 'notice',
    key: `${n}-1`,
    conversation: id,
    seq: 1,
    sender: world.me.id,
    at: items[0]?.at ?? now,
    notice: { type: 'created' },
  };
  const row = conversationRow(n, {
    kind: direct ? 'direct' : 'group',
    title: direct ? peer.displayName : plan.title,
    peer: direct ? peer.id : null,
    memberCount: plan.members,
    headSeq: plan.messages,
    unread: plan.unread,
    readUpTo: plan.messages - plan.unread,
    ...plan.patch,
  });
  return {
    row,
    items,
    members: members.map((one, index) => ({
      user: one.id,
      role: index === 0 ? (row.role ?? 'member') : index === 1 && row.role !== 'owner' ? 'owner' : 'member',
    })),
  };
}

/** What the list shows of a conversation follows from its items. */
export function refreshPreview(conversation: FakeConversation): void {
  const last = conversation.items.findLast((item) => item.kind === 'message');
  if (last?.kind !== 'message') return;
  conversation.row = {
    ...conversation.row,
    last: {
      sender: last.sender,
      mine: last.mine,
      text: last.content.type === 'text' ? last.content.text.slice(0, 200) : '',
      ...(last.content.type === 'text' ? {} : { type: last.content.type }),
      at: last.at,
      state: last.state,
    },
    lastAt: last.at,
  };
}

/** 700 people, nine conversations, one of them with 640 members; some thousand messages in Chinese and English. */
export function makeWorld(now: number): FakeWorld {
  const people = Array.from({ length: 700 }, (_, index) => person(index + 1));
  const me = { id: userId(1), name: 'linran', displayName: '林然' };
  people[0] = me;
  const world: FakeWorld = { me, people, conversations: new Map() };
  for (const [index, plan] of PLANS.entries()) {
    const conversation = build(world, index + 1, plan, now);
    refreshPreview(conversation);
    world.conversations.set(conversation.row.id, conversation);
  }
  return world;
}
