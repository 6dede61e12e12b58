import { beforeEach, expect, it } from 'vitest';
import type { Note, NoteEvents } from '../../../../src/main/shell/note.ts';
import {
  type AnnouncementAlerts,
  type AnnouncementSource,
  createAnnouncementAlerts,
} from '../../../../src/main/shell/announcement-alerts.ts';
import { shellTexts } from '../../../../src/main/shell/shell-texts.ts';
import type { AnnouncementItem, ChannelRow } from '../../../../src/shared/ipc/channel-views.ts';
import type { EventBody } from '../../../../src/shared/ipc/contract.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../../src/shared/ipc/views.ts';
import { SILENT_LOGGER } from '../../../../src/shared/logger.ts';
import { AccountId, ChannelId, UserId } from '../../../../src/shared/model/ids.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const ACCOUNT = AccountId.parse('a'.repeat(32));
const NEWS = ChannelId.parse('01890000-0002-7000-8000-0000000000c1');
const BOSS = UserId.parse('01890000-0001-7000-8000-000000000001');
const HOUR_MS = 3_600_000;

let items: AnnouncementItem[];
let settings: Settings;
let quiet: boolean;
let notes: Map<string, { readonly note: Note; readonly on: NoteEvents }>;
let opened: unknown[];
let tell: { list?: (body: EventBody<'channels.changed'>) => void; session?: (kind: 'online') => void };
let alerts: AnnouncementAlerts;
let detach: () => void;

function item(seq: number, changes: Partial<AnnouncementItem> = {}): AnnouncementItem {
  const at = seq * HOUR_MS;
  const base = { channel: NEWS, seq, sender: BOSS, mine: false, state: 'running', at, read: false } as const;
  const rest = { modifiedAt: null, expiresAt: null, preRelease: false, title: `Title ${seq}`, text: 'text' };
  return { ...base, ...rest, ...changes };
}

function rows(): ChannelRow[] {
  const [newest] = items;
  const last = newest ? { title: newest.title, at: newest.at } : null;
  return [{ id: NEWS, title: 'News', owner: BOSS, publishers: [], unread: items.length, last }];
}

async function change(next: readonly AnnouncementItem[]): Promise<void> {
  items = next.toSorted((a, b) => b.at - a.at);
  tell.list?.({ channels: rows() });
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}

const words = (): string[] => [...notes.values()].map(({ note }) => `${note.title}: ${note.body}`);

beforeEach(async () => {
  items = [item(1)];
  settings = DEFAULT_SETTINGS;
  quiet = false;
  notes = new Map();
  opened = [];
  tell = {};
  const source = {
    handle: {
      'channel.list': () => Promise.resolve({ channels: rows() }),
      'channel.announcements': () => Promise.resolve({ items, more: false }),
    },
    on(name: string, listener: (body: never) => void) {
      if (name === 'channels.changed') tell.list = listener as (body: object) => void;
      if (name === 'session.changed') tell.session = (kind) => listener({ kind } as never);
      return () => undefined;
    },
    // As much of an engine as is listened to.
  } as unknown as AnnouncementSource;
  alerts = createAnnouncementAlerts({
    show(note, on) {
      notes.set(note.link, { note, on });
      return () => notes.delete(note.link);
    },
    settings: () => settings,
    texts: () => shellTexts('en', 'en'),
    isQuiet: () => quiet,
    open: (...place) => opened.push(place),
    clock: new ManualClock(),
    logger: SILENT_LOGGER,
  });
  detach = alerts.attach(source, ACCOUNT);
  tell.session?.('online');
  await change(items);
});

it('tells of what comes, not of what was there, and leads to it (X11)', async () => {
  expect(words()).toEqual([]);
  await change([item(1), item(2)]);
  expect(words()).toEqual(['News: Title 2']);
  // Another one, and nothing is told twice.
  await change([item(1), item(2), item(3)]);
  expect(words()).toEqual(['News: Title 2', 'News: Title 3']);
  expect([...notes.keys()][0]).toBe(`yidu://channel/${NEWS}/2`);
  [...notes.values()][0]?.on.clicked();
  expect(opened).toEqual([[ACCOUNT, NEWS, 2]]);
  expect(words()).toEqual(['News: Title 3']);
});

it('takes back what was read, stopped or recalled, and what its account told when it ends', async () => {
  await change([item(2), item(3), item(4)]);
  expect(words()).toHaveLength(3);
  await change([item(2, { read: true }), item(3, { state: 'recalled', title: '' }), item(4)]);
  expect(words()).toEqual(['News: Title 4']);
  detach();
  expect(words()).toEqual([]);
});

it('tells nothing in Do Not Disturb, nothing of my own, and no words where they are hidden', async () => {
  quiet = true;
  await change([item(1), item(2)]);
  quiet = false;
  await change([item(1), item(2), item(3, { mine: true, read: true })]);
  expect(words()).toEqual([]);
  settings = { ...DEFAULT_SETTINGS, notificationContent: 'none', notificationSound: false };
  await change([item(1), item(4)]);
  expect(words()).toEqual(['Yidu: New announcement']);
  expect([...notes.values()][0]?.note.silent).toBe(true);
  alerts.clear();
  expect(words()).toEqual([]);
});

it('shows three at most', async () => {
  await change([2, 3, 4, 5, 6].map((seq) => item(seq)));
  expect(words()).toEqual(['News: Title 4', 'News: Title 5', 'News: Title 6']);
});
