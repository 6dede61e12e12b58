// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { useAccount } from '../../../../src/renderer/src/stores/account.ts';
import { useChannelOffice } from '../../../../src/renderer/src/stores/channel-office.ts';
import { useChannels } from '../../../../src/renderer/src/stores/channels.ts';
import { useNavigation } from '../../../../src/renderer/src/stores/navigation.ts';
import { useToasts } from '../../../../src/renderer/src/stores/toasts.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import type { AnnouncementItem, ChannelRow } from '../../../../src/shared/ipc/channel-views.ts';
import { AccountId, type ChannelId } from '../../../../src/shared/model/ids.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { conversationId, person, userId } from '../support/fake-world.ts';

let bridge: FakeBridge;
// The brand is given here as a schema would: the text is a UUIDv7.
const NEWS = conversationId(70) as string as ChannelId;

function row(changes: Partial<ChannelRow> = {}): ChannelRow {
  return { id: NEWS, title: 'News', owner: userId(2), publishers: [], unread: 0, last: null, ...changes };
}

function item(seq: number): AnnouncementItem {
  return {
    channel: NEWS,
    seq,
    sender: userId(2),
    mine: false,
    state: 'running',
    title: `Title ${seq}`,
    text: 'text',
    at: seq,
    modifiedAt: null,
    expiresAt: null,
    preRelease: false,
    read: false,
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

beforeEach(() => {
  setActivePinia(createPinia());
  bridge = new FakeBridge();
  installBridge(bridge);
  bridge.handlers['people.get'] = () => ({ people: [] });
});

describe('channels', () => {
  it('X3: count together what their badges say', () => {
    const channels = useChannels();
    const other = conversationId(71) as string as ChannelId;
    channels.apply({ channels: [row({ unread: 2 }), row({ id: other, unread: 3 })] });
    expect(channels.unread).toBe(5);
    channels.apply({ channels: [row()] });
    expect(channels.unread).toBe(0);
  });

  it('read again what is shown with every change, and read on to an announcement that was found', async () => {
    const all = Array.from({ length: 250 }, (_, index) => item(250 - index));
    bridge.handlers['channel.announcements'] = ({ before, limit }) => {
      const rest = before ? all.filter(({ seq }) => seq < before.seq) : all;
      return { items: rest.slice(0, limit), more: rest.length > limit };
    };
    const channels = useChannels();
    channels.apply({ channels: [row()] });
    useNavigation().openChannel(NEWS, 20);
    for (let turn = 0; turn < 10; turn++) await settle();
    expect(channels.target).toBe(20);
    expect(channels.items).toHaveLength(250);
    all[0] = { ...item(250), title: 'Changed' };
    channels.apply({ channels: [row()] });
    await settle();
    expect(channels.items[0]?.title).toBe('Changed');
    expect(channels.items).toHaveLength(250);
  });

  it('say that the way to an announcement could not be read on, and stay where they are', async () => {
    bridge.handlers['channel.announcements'] = ({ before, limit }) => {
      if (before) throw new AppError('store_damaged');
      return { items: Array.from({ length: limit }, (_, index) => item(250 - index)), more: true };
    };
    const channels = useChannels();
    channels.apply({ channels: [row()] });
    useNavigation().openChannel(NEWS, 20);
    for (let turn = 0; turn < 10; turn++) await settle();
    expect(useToasts().toasts.map(({ code }) => code)).toEqual(['store_damaged']);
    expect(channels.items).toHaveLength(100);
  });

  it.each(['closed', 'another'] as const)('end the way to an announcement when they are %s', async (how) => {
    const other = conversationId(71) as string as ChannelId;
    let pages = 0;
    let answer = (): void => undefined;
    bridge.handlers['channel.announcements'] = ({ channel, before }) => {
      const page = { items: [{ ...item(before ? before.seq - 1 : 250), channel }], more: true };
      // A page more than there can be would be asked for without an end.
      if (++pages > 5) return { items: [], more: false };
      return before ? new Promise((resolve) => (answer = () => resolve(page))) : page;
    };
    const channels = useChannels();
    channels.apply({ channels: [row(), row({ id: other })] });
    const jump = channels.open(NEWS, 20);
    for (let turn = 0; turn < 5; turn++) await settle();
    if (how === 'closed') channels.close();
    else void channels.open(other);
    answer();
    await jump;
    expect(channels.more).toBe(how === 'another');
    expect(channels.target).toBeNull();
    expect(pages).toBe(how === 'another' ? 3 : 2);
  });

  it('[CHN-1] offer publishing to whom the table of rights lets publish', () => {
    const channels = useChannels();
    const office = useChannelOffice();
    useAccount().apply({
      kind: 'ready',
      id: AccountId.parse('a'.repeat(32)),
      me: person(1),
      relayName: 'Office',
      relayUrl: 'ws://relay.test/v1/socket',
      hosting: null,
    });
    channels.openId = NEWS;
    channels.apply({ channels: [row()] });
    expect([office.publishes, office.changes]).toEqual([false, false]);
    channels.apply({ channels: [row({ publishers: [userId(1)] })] });
    expect([office.publishes, office.changes]).toEqual([true, false]);
    channels.apply({ channels: [row({ owner: userId(1) })] });
    expect([office.publishes, office.changes]).toEqual([true, true]);
    channels.apply({ channels: [row()] });
    office.mayCreate = true;
    expect([office.publishes, office.changes]).toEqual([true, true]);
  });
});
