import type { MakeId } from '../../src/shared/clock.ts';
import type { RelayStorage } from '../../src/relay/storage/port.ts';
import { ChannelId, ClientId, type UserId } from '../../src/shared/model/ids.ts';
import type { AnnouncementAction } from '../../src/shared/protocol/commands/channel.ts';
import { inBatches } from './in-batches.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface PlannedAnnouncement {
  readonly title: string;
  readonly text: string;
  /** Before now. ms. */
  readonly age: number;
  /** After it was published. ms. */
  readonly lasts?: number;
  readonly then?: 'draft' | 'stop' | 'recall';
  /** Part of the people who have read it. */
  readonly readBy: number;
}

const COMPANY: readonly PlannedAnnouncement[] = [
  {
    title: '欢迎使用已读 · Welcome to Yidu',
    text: '从今天起，团队的公告都在这里。每条公告只保存一份，所有人都能看到。\n\nAnnouncements to the whole team are kept here from now on.',
    age: 12 * DAY_MS,
    readBy: 0.96,
  },
  {
    title: '食堂周五休息 · Canteen closed on Friday',
    text: '本周五食堂设备检修，午餐请自行安排。\nThe kitchen is serviced on Friday. Please bring your own lunch.',
    age: 6 * DAY_MS,
    lasts: 4 * DAY_MS,
    readBy: 0.8,
  },
  { title: '门禁密码', text: '(发错了)', age: 5 * DAY_MS, then: 'recall', readBy: 0.1 },
  {
    title: '搬到三楼 · We are moving to the third floor',
    text: '下周一起，设计与工程团队搬到三楼东侧。纸箱已放在每张桌子旁，请在周五下班前打包好个人物品；电脑和显示器由 IT 搬运，到位后会贴上座位号。\n\nFrom Monday on, Design & Engineering sit on the third floor, east side. Boxes are beside every desk; IT moves computers and screens.\n\nhttps://office.example/moving',
    age: 2 * DAY_MS,
    readBy: 0.62,
  },
  {
    title: '国庆值班表 · Holiday rota',
    text: '请在周三之前填写。Please fill in your days by Wednesday.',
    age: 3 * HOUR_MS,
    lasts: 5 * DAY_MS,
    readBy: 0.3,
  },
  { title: '年会时间（草稿）', text: '时间地点待定。', age: HOUR_MS, then: 'draft', readBy: 0 },
];

const TIPS: readonly PlannedAnnouncement[] = [
  {
    title: '按 Ctrl+K 搜索一切 · Ctrl+K finds anything',
    text: '一个字也能搜到。Even a single character is found.',
    age: 8 * DAY_MS,
    readBy: 0.5,
  },
];

/** Two channels of the first person, who runs the relay of the demo, with an announcement in every state. */
export async function seedChannels(
  storage: RelayStorage,
  people: readonly UserId[],
  now: number,
  makeId: MakeId,
): Promise<void> {
  await storage.appointAdministrator(now);
  await seedChannel(storage, '公司公告 · Company news', COMPANY, people, now, makeId);
  await seedChannel(storage, '已读小技巧 · Tips', TIPS, people, now, makeId);
}

async function seedChannel(
  storage: RelayStorage,
  title: string,
  plan: readonly PlannedAnnouncement[],
  people: readonly UserId[],
  now: number,
  makeId: MakeId,
): Promise<void> {
  const [owner, ...readers] = people;
  if (!owner) throw new Error('a channel needs an owner');
  const by = (at: number) => ({ user: owner, at });
  const channel = ChannelId.parse(makeId());
  await storage.createChannel({
    ...by(now - 13 * DAY_MS),
    id: channel,
    clientId: ClientId.parse(makeId()),
    title,
  });
  for (const one of plan) {
    const at = now - one.age;
    const drafted = await storage.draftAnnouncement({
      ...by(at),
      channel,
      clientId: ClientId.parse(makeId()),
      title: one.title,
      text: one.text,
      expiresAt: one.lasts === undefined ? null : at + one.lasts,
      minVersion: null,
    });
    if (!('announcement' in drafted)) throw new Error(`no draft: ${drafted.kind}`);
    const { seq } = drafted.announcement;
    const act = (action: AnnouncementAction, when: number) =>
      storage.actOnAnnouncement({ ...by(when), channel, seq, action });
    if (one.then === 'draft') continue;
    await act({ kind: 'publish' }, at);
    // The last of the crowd are away; of the others the first ones have read it, most of them soon.
    const reached = readers.slice(1, Math.floor(readers.length * 0.97));
    await inBatches(reached, (user, index) => {
      const place = (index + 1) / reached.length;
      const later = Math.floor(one.age * place ** 3);
      const read = place <= one.readBy ? ([[seq, seq]] as const) : [];
      return storage.reportChannel({ channel, user, delivered: [[seq, seq]], read, at: at + later });
    });
    if (one.then) await act({ kind: one.then }, at + HOUR_MS);
  }
}
