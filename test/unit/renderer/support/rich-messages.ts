import type { MessageItem } from '../../../../src/shared/ipc/views.ts';
import { refreshPreview, userId, type FakeConversation, type FakeWorld } from './fake-world.ts';

/** Gives the newest messages of a conversation everything a message can have, for pictures. */
export function enrich(world: FakeWorld, conversation: FakeConversation): void {
  const me = world.me.id;
  const peer = conversation.members[3]?.user ?? userId(4);
  const newest = conversation.row.headSeq;
  const quoted = conversation.items.find((item) => item.seq === newest - 11);
  const patches: Partial<MessageItem>[] = [
    { content: { type: 'text', text: '@林然 这一版你再看一眼？', mentions: [me] }, mentionsMe: true },
    {
      mine: true,
      sender: me,
      content: { type: 'text', text: '看过了，没问题，可以发。' },
      edited: true,
      quote:
        quoted?.kind === 'message'
          ? { seq: newest - 11, sender: quoted.sender, content: quoted.content }
          : null,
      receipt: { unread: 12, receivers: 639 },
      reactions: [
        {
          emoji: '👍',
          count: 12,
          mine: false,
          users: conversation.members.slice(1, 13).map((one) => one.user),
        },
        { emoji: '🎉', count: 3, mine: true, users: [me, userId(5), userId(6)] },
      ],
    },
    {
      pinned: true,
      content: { type: 'text', text: 'Release notes are final: https://example.com/notes' },
      reactions: [{ emoji: '❤️', count: 1, mine: false, users: [peer] }],
    },
    { content: { type: 'card', user: userId(7) } },
    {
      content: {
        type: 'forward',
        messages: [
          { sender: userId(5), at: 1_760_000_000_000, text: '客户确认周四上线，合同已经寄出。' },
          { sender: userId(8), at: 1_760_000_060_000, text: 'Great, then we freeze on Wednesday.' },
        ],
      },
    },
    { content: { type: 'recalled' } },
    { mine: true, sender: me, content: { type: 'recalled' } },
    {
      mine: true,
      sender: me,
      content: {
        type: 'text',
        text: '@所有人 明天 10:00 发版，@Ada Lindqvist 值班。',
        mentionsAll: true,
        mentions: [userId(2)],
      },
      receipt: { unread: 0, receivers: 639 },
    },
    { quote: { seq: 3, sender: null, content: null }, content: { type: 'text', text: '收到 👌' } },
  ];
  conversation.items = conversation.items.map((item) => {
    const patch = item.seq === null ? undefined : patches[item.seq - newest + patches.length - 1];
    if (item.kind !== 'message' || !patch) return item;
    const sender = item.mine && !patch.mine ? peer : item.sender;
    return { ...item, sender, mine: false, receipt: null, read: true, ...patch };
  });
  conversation.row = { ...conversation.row, unread: 0, readUpTo: newest, mentioned: true };
  refreshPreview(conversation);
}

const FORMATTED = [
  '**周五发版**，请 *务必* 在 ~~周三~~ 周四之前完成自测，入口是 `npm run e2e`。\n\n1. 登录与同步\n2. 搜索：`喜歡` 找到 `我喜歡用`\n3. 回执\n   - 单聊\n   - 群聊',
  "Run this and tell me what it says:\n```ts\nconst seen = await page.locator('[data-testid=\"state\"]').allTextContents();\nexpect(seen).toContain('All read'); // a long line that does not fit into the bubble at all\n```",
  '> We freeze on Wednesday.\n> 周四上线。\n\nAgreed. See [the plan](https://example.com/plan) or https://аррӏе.com/login, or [write](mailto:lin@example.org).',
  '```\nmake all\n```',
  '2*3*4 = 24, __init__.py, 嗯~~好的~~ >_< ¯\\_(ツ)_/¯ <b>not bold</b>',
];

/** Gives the newest messages of a conversation marks of every kind, for pictures. */
export function format(conversation: FakeConversation): void {
  const newest = conversation.row.headSeq;
  conversation.items = conversation.items.map((item) => {
    const text = item.seq === null ? undefined : FORMATTED[item.seq - newest + FORMATTED.length - 1];
    return item.kind === 'message' && text !== undefined
      ? { ...item, content: { type: 'text', text } }
      : item;
  });
  refreshPreview(conversation);
}
