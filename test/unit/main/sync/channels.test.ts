import { beforeEach, describe, expect, it } from 'vitest';
import type { ChannelRow } from '../../../../src/shared/ipc/channel-views.ts';
import type { ChannelHead, RunningAnnouncement } from '../../../../src/shared/model/channel.ts';
import { ChannelId } from '../../../../src/shared/model/ids.ts';
import type { ChannelPage } from '../../../../src/shared/protocol/commands/channel.ts';
import { FEATURES } from '../../../../src/shared/protocol/features.ts';
import { DEVICE, EngineFixture, ME, newConversationId, PEER, settle } from './engine-fixture.ts';

const NEWS = ChannelId.parse(newConversationId());
const HEAD: ChannelHead = { id: NEWS, title: 'News', owner: PEER.id, publishers: [] };

function running(seq: number, changes: Partial<RunningAnnouncement> = {}): RunningAnnouncement {
  return {
    channel: NEWS,
    seq,
    revision: 1,
    state: 'running',
    sender: PEER.id,
    title: `Title ${seq}`,
    text: 'text',
    at: seq,
    ...changes,
  };
}

const EMPTY: ChannelPage = { channels: [], reads: [], announcements: [], position: 1, more: false };

describe('channels of the engine', () => {
  let fixture: EngineFixture;
  let rows: ChannelRow[] | undefined;
  let pulls: number[];
  let pages: Map<number, ChannelPage>;

  beforeEach(() => {
    fixture = new EngineFixture();
    rows = undefined;
    pulls = [];
    pages = new Map();
    fixture.engine.on('channels.changed', ({ channels }) => (rows = channels));
    fixture.relay
      .on('session.hello', () => ({
        version: 1,
        relay: { id: 'relay', name: 'Relay' },
        registration: 'open',
        now: fixture.clock.now(),
        heartbeatMs: 20_000,
        features: [...FEATURES],
        changeWindowMs: 0,
        receiptPolicy: 'by-conversation',
      }))
      .on('channel.pull', ({ position }) => {
        pulls.push(position);
        return pages.get(position) ?? EMPTY;
      })
      .on('channel.report', () => ({}));
  });

  const pullsWith = (channels: ChannelPage): void => {
    fixture.relay.on('sync.pull', () => ({ conversations: [], position: 9, more: false, channels }));
  };
  const reports = () => fixture.relay.socket.of('channel.report').map(({ args }) => args);
  const tell = () => fixture.pass(200);

  it('[CHN-2] stores what comes with the pull, and pulls on while there is more, before the position', async () => {
    pullsWith({ ...EMPTY, channels: [HEAD], announcements: [running(1)], position: 4, more: true });
    pages.set(4, { ...EMPTY, announcements: [running(2)], position: 6, more: true });
    pages.set(6, { ...EMPTY, announcements: [running(3)], position: 8 });
    await fixture.online();
    await tell();
    expect(pulls.slice(0, 2)).toEqual([4, 6]);
    expect(await fixture.store.read.position()).toBe(9);
    expect(rows).toMatchObject([{ title: 'News', unread: 3, last: { title: 'Title 3' } }]);
  });

  it('[CHN-4] pulls everything anew once for each version of the client', async () => {
    await fixture.online();
    await tell();
    expect(pulls).toEqual([0]);
    fixture.relay.socket.end();
    await fixture.pass(2_000);
    expect(fixture.state).toBe('online');
    expect(pulls).toEqual([0]);
  });

  it('[VER-4] asks nothing of a relay that does not know channels', async () => {
    fixture = new EngineFixture();
    await fixture.online();
    await fixture.pass(20_000);
    expect(fixture.state).toBe('online');
    expect(fixture.relay.socket.received.filter(({ cmd }) => cmd.startsWith('channel.'))).toEqual([]);
  });

  it('[CHN-11] applies pushes, recalls included', async () => {
    await fixture.online();
    const { socket } = fixture.relay;
    socket.push('channel.changed', { channel: HEAD });
    socket.push('channel.announced', { announcement: running(1) });
    socket.push('channel.announced', { announcement: running(2) });
    await tell();
    expect(rows).toMatchObject([{ unread: 2 }]);
    socket.push('channel.read', { channel: NEWS, read: [[1, 1]] });
    await tell();
    expect(rows).toMatchObject([{ unread: 1 }]);
    socket.push('channel.announced', {
      announcement: { channel: NEWS, seq: 2, revision: 2, state: 'recalled' },
    });
    await tell();
    expect(rows).toMatchObject([{ unread: 0, last: { title: 'Title 1' } }]);
  });

  it('[CHN-10] reports what came within ten seconds and what was shown within one, until the relay has it', async () => {
    await fixture.online();
    const { socket } = fixture.relay;
    socket.push('channel.changed', { channel: HEAD });
    socket.push('channel.announced', { announcement: running(1) });
    await fixture.pass(10_000);
    expect(reports()).toEqual([{ channels: [{ channel: NEWS, delivered: [[1, 1]] }] }]);
    await fixture.engine.handle['channel.shown']({ channel: NEWS, seqs: [[1, 1]] });
    await fixture.pass(1_000);
    expect(reports().at(-1)).toEqual({ channels: [{ channel: NEWS, read: [[1, 1]] }] });
    expect(await fixture.store.read.pendingChannelReports()).toEqual([]);
  });

  it('[CHN-10] reports after the next sign-in what was shown while there was no session', async () => {
    await fixture.online();
    fixture.relay.socket.push('channel.changed', { channel: HEAD });
    fixture.relay.socket.push('channel.announced', { announcement: running(1) });
    await settle();
    fixture.relay.reachable = false;
    fixture.relay.socket.end();
    await settle();
    await fixture.engine.handle['channel.shown']({ channel: NEWS, seqs: [[1, 1]] });
    fixture.relay.reachable = true;
    await fixture.pass(60_000);
    expect(reports()).toEqual([{ channels: [{ channel: NEWS, delivered: [[1, 1]], read: [[1, 1]] }] }]);
  });

  it('[CHN-7] tells of a badge that ends by itself when it does', async () => {
    await fixture.online();
    const expiresAt = fixture.clock.now() + 60_000;
    fixture.relay.socket.push('channel.changed', { channel: HEAD });
    fixture.relay.socket.push('channel.announced', { announcement: running(1, { expiresAt }) });
    await tell();
    expect(rows).toMatchObject([{ unread: 1 }]);
    await fixture.pass(61_000);
    expect(rows).toMatchObject([{ unread: 0 }]);
  });

  it('[SYN-10] pulls everything again after the relay was put back; what it has lost is over, and never reported', async () => {
    const reported: unknown[] = [];
    fixture.relay.on('channel.report', (report) => {
      reported.push(report.channels);
      return {};
    });
    const resume = (generation: string, restored: boolean): void => {
      fixture.relay.on('session.resume', () => ({
        user: ME,
        device: DEVICE,
        generation,
        ...(restored ? { restored: true as const } : {}),
      }));
    };
    resume('first', false);
    pullsWith({ ...EMPTY, channels: [HEAD], announcements: [running(1), running(2, { revision: 2 })] });
    await fixture.online();
    await fixture.engine.handle['channel.shown']({ channel: NEWS, seqs: [[1, 2]] });
    await fixture.pass(11_000);
    expect(reported).toHaveLength(1);
    resume('second', true);
    const rest = { ...EMPTY, channels: [HEAD], announcements: [running(1)] };
    pullsWith(rest);
    pages.set(0, rest);
    pulls = [];
    fixture.relay.socket.end();
    await fixture.pass(15_000);
    expect(pulls).toEqual([0]);
    expect(reported.at(-1)).toEqual([{ channel: NEWS, delivered: [[1, 1]], read: [[1, 1]] }]);
    const { items } = await fixture.engine.handle['channel.announcements']({ channel: NEWS, limit: 9 });
    expect(items.map(({ title, state }) => [title, state])).toEqual([
      ['Title 2', 'stopped'],
      ['Title 1', 'running'],
    ]);
  });
});
