import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStoreInThread } from '../../../../src/main/store/open-store.ts';
import type { Store } from '../../../../src/main/store/port.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import type { MessageCreated } from '../../../../src/shared/model/event.ts';
import type { ConversationId } from '../../../../src/shared/model/ids.ts';
import type { LostCounts } from '../../../../src/shared/ipc/lost-views.ts';
import { realClock, temporaryFolder } from '../../../contract/client-store/fixture.ts';
import { pagesOf, spoil } from '../../../support/damaged-file.ts';
import { DEVICE, EngineFixture, head, ME, message, PEER, settle } from './engine-fixture.ts';

/** A relay with generations, whose data can be put back. */
class RestoredWorld extends EngineFixture {
  generation = 'first';
  restored = false;
  readonly resumed: unknown[] = [];
  readonly lost: LostCounts[] = [];

  constructor(wrap?: (store: Store) => Store) {
    super(wrap);
    this.relay.on('session.resume', ({ since }) => {
      this.resumed.push(since);
      return {
        user: ME,
        device: DEVICE,
        generation: this.generation,
        ...(this.restored ? { restored: true as const } : {}),
      };
    });
    this.engine.on('lost.changed', (counts) => this.lost.push(counts));
  }

  /** A group where everything is mine but each third message, all of it on disk. */
  async chat(seqs: number): Promise<ConversationId> {
    const id = this.conversation(0, { headSeq: seqs, headOrdinal: seqs, unread: 0 });
    this.timelines.set(id, this.events(id, 1, seqs));
    await this.online();
    await this.pass(1_500);
    return id;
  }

  events(id: ConversationId, from: number, to: number): MessageCreated[] {
    return Array.from({ length: to - from + 1 }, (_, index) => {
      const seq = from + index;
      return message(id, seq, seq % 3 === 0 ? PEER.id : ME.id);
    });
  }

  /** The relay goes on from an earlier state, in which it has then been given other messages. */
  putBack(id: ConversationId, to: number, since: readonly MessageCreated[] = []): void {
    const rest = (this.timelines.get(id) ?? []).filter(({ seq }) => seq <= to);
    this.timelines.set(id, [...rest, ...since]);
    this.changed = [head(id, to + since.length, { unread: since.length })];
    this.generation = 'second';
  }

  async comeBack(): Promise<void> {
    this.relay.socket.end();
    await this.pass(3_000);
  }

  async shown(id: ConversationId): Promise<unknown[]> {
    const { items } = await this.store.read.page(id, { at: 'latest' }, 50);
    return items.map(({ seq, ...item }) => seq ?? (item.kind === 'message' ? item.state : null));
  }
}

/** Another message than the one that had this seq. */
function other(id: ConversationId, seq: number): MessageCreated {
  return { ...message(id, seq), at: 900_000 + seq };
}

describe('a relay whose data were put back', () => {
  it('[SYN-8] is told how far this device has followed it', async () => {
    const world = new RestoredWorld();
    world.position = 7;
    await world.online();
    await world.comeBack();
    expect(world.resumed).toEqual([undefined, { generation: 'first', position: 7 }]);
    expect(world.lost).toEqual([]);
  });

  it('[SYN-10] has its timelines here; my messages that it lost can be sent again, those of others are kept', async () => {
    const world = new RestoredWorld();
    const id = await world.chat(9);
    world.putBack(id, 4, [other(id, 5), other(id, 6)]);
    world.restored = true;
    await world.comeBack();
    const failed = { kind: 'failed', error: 'lost' };
    expect(await world.shown(id)).toEqual([1, 2, 3, 4, 5, 6, failed, failed, failed]);
    expect(world.lost.at(-1)).toEqual({ kept: 2, unsent: 3 });
    const { messages } = await world.engine.handle['lost.list']({ limit: 10 });
    expect(messages.map(({ content }) => content)).toEqual([
      { type: 'text', text: 'text 9' },
      { type: 'text', text: 'text 6' },
    ]);
    expect(await world.store.read.conversation(id)).toMatchObject({ headSeq: 6, unread: 2 });
    expect(await world.store.read.followed()).toEqual({
      generation: 'second',
      position: 1,
      comparing: false,
    });
    expect(world.state).toBe('online');
  });

  it('[SYN-10] a message that is sent again keeps its client id, and counts as lost no more', async () => {
    const world = new RestoredWorld();
    const id = await world.chat(2);
    const mine = world.timelines.get(id)?.at(-1)?.clientId;
    if (!mine) throw new Error('a message');
    world.putBack(id, 1);
    world.restored = true;
    world.relay.on('message.send', () => ({ seq: 2, ordinal: 2, at: 5_000 }));
    await world.comeBack();
    expect(world.lost.at(-1)).toEqual({ kept: 0, unsent: 1 });
    await world.engine.handle['message.retry']({ clientId: mine });
    await settle();
    expect(world.relay.socket.of('message.send')).toMatchObject([{ args: { clientId: mine } }]);
    expect(await world.shown(id)).toEqual([1, 2]);
    expect(world.lost.at(-1)).toEqual({ kept: 0, unsent: 0 });
  });

  it('[SYN-10] reports what remains read before it asks for badges, sends nothing before, and applies no push', async () => {
    const world = new RestoredWorld();
    const id = await world.chat(9);
    await world.store.write.markRead(id, [[1, 9]]);
    await world.pass(3_000);
    await world.store.write.enqueue(
      { conversation: id, clientId: other(id, 1).clientId, content: { type: 'text', text: 'waits' } },
      1,
    );
    world.putBack(id, 4);
    world.restored = true;
    const answer = world.relay.answers['timeline.pull'];
    world.relay.on('timeline.pull', (args) => {
      // Follows what is here, and is not what the relay has after seq 9.
      world.relay.socket.push('timeline.appended', { event: other(id, 10) });
      return answer?.(args) ?? 'silence';
    });
    world.relay.on('message.send', () => 'silence');
    await world.comeBack();
    const asked = world.relay.socket.received.map(({ cmd }) => cmd);
    expect(asked.slice(0, 5)).toEqual([
      'session.hello',
      'session.resume',
      'timeline.pull',
      'receipt.report',
      'sync.pull',
    ]);
    expect(asked.indexOf('message.send')).toBeGreaterThan(asked.indexOf('sync.pull'));
    expect(world.relay.socket.of('receipt.report')[0]).toMatchObject({
      args: { conversations: [{ conversation: id, delivered: 4, read: [[1, 4]] }] },
    });
    expect(world.relay.socket.of('sync.pull')[0]).toMatchObject({ args: { position: 0 } });
    expect((await world.store.read.conversation(id))?.headSeq).toBe(4);
  });

  it('[SYN-10] goes back as far as it must, and compares again after it was cut off, whatever the relay says then', async () => {
    const world = new RestoredWorld();
    const id = await world.chat(60);
    const since = Array.from({ length: 50 }, (_, index) => other(id, 6 + index));
    world.putBack(id, 5, since);
    world.restored = true;
    const answer = world.relay.answers['timeline.pull'];
    let pulls = 0;
    world.relay.on('timeline.pull', (args) => {
      pulls += 1;
      if (pulls === 2) world.relay.socket.end();
      return answer?.(args) ?? 'silence';
    });
    world.relay.socket.end();
    await world.pass(600);
    expect(pulls).toBeGreaterThanOrEqual(2);
    world.restored = false;
    await world.pass(5_000);
    expect(world.state).toBe('online');
    const { items } = await world.store.read.page(id, { at: 'latest' }, 200);
    const sent = items.filter(({ seq }) => seq !== null);
    const relayed = world.timelines.get(id) ?? [];
    expect(sent.map(({ at }) => at)).toEqual(relayed.map(({ at }) => at));
    // Of 55 that were lost each third was the other person's.
    expect(world.lost.at(-1)).toEqual({ kept: 19, unsent: 36 });
  });

  it('[SYN-10] of a conversation that it does not have everything is kept here, mine too', async () => {
    const world = new RestoredWorld();
    const id = await world.chat(3);
    world.changed = [];
    world.generation = 'second';
    world.restored = true;
    world.relay.on('timeline.pull', () => new AppError('not_found'));
    await world.comeBack();
    expect(world.lost.at(-1)).toEqual({ kept: 3, unsent: 0 });
    expect(await world.store.read.conversation(id)).toMatchObject({ role: null, headSeq: 0, unread: 0 });
    expect(world.state).toBe('online');
    await world.engine.handle['lost.delete']({});
    await settle();
    expect(world.lost.at(-1)).toEqual({ kept: 0, unsent: 0 });
  });

  it('[SYN-11] is noticed where only pushes told more than it has', async () => {
    const world = new RestoredWorld();
    const id = await world.chat(3);
    world.timelines.get(id)?.push(message(id, 4));
    world.relay.socket.push('timeline.appended', { event: message(id, 4) });
    await settle();
    expect((await world.store.read.conversation(id))?.headSeq).toBe(4);
    world.putBack(id, 3);
    await world.comeBack();
    expect(await world.shown(id)).toEqual([1, 2, 3]);
    expect(world.lost.at(-1)).toEqual({ kept: 1, unsent: 0 });
  });

  it('[SYN-11] that was only restarted costs one look at what the newest positions do not cover', async () => {
    const world = new RestoredWorld();
    await world.chat(3);
    world.relay.socket.push('sync.checkpoint', { position: 5 });
    world.relay.socket.push('sync.checkpoint', { position: 6 });
    await settle();
    const busy = world.conversation(0, { headSeq: 3, headOrdinal: 3, unread: 0 });
    world.timelines.set(busy, world.events(busy, 1, 3));
    world.relay.socket.push('conversation.changed', { conversation: head(busy, 3, { unread: 0 }) });
    await settle();
    world.generation = 'second';
    world.changed = [];
    await world.comeBack();
    const looks = world.relay.socket.of('timeline.pull').map(({ args }) => args);
    expect(looks).toEqual([{ conversation: busy, from: 1, to: 3, limit: 20 }]);
    expect(world.lost).toEqual([]);
    expect(await world.store.read.followed()).toMatchObject({ generation: 'second', comparing: false });
  });

  it('[SYN-12] is noticed when it gives a seq of mine to another event', async () => {
    const world = new RestoredWorld();
    const id = await world.chat(3);
    world.putBack(id, 2, [other(id, 3)]);
    world.generation = 'first';
    // The same event again is nothing new.
    const [first] = world.timelines.get(id) ?? [];
    if (!first) throw new Error('an event');
    world.relay.socket.push('timeline.appended', { event: first });
    await settle();
    expect(world.state).toBe('online');
    world.relay.socket.push('timeline.appended', { event: other(id, 3) });
    await world.pass(3_000);
    expect(world.resumed).toHaveLength(2);
    expect(world.lost.at(-1)).toEqual({ kept: 1, unsent: 0 });
    const { items } = await world.store.read.page(id, { at: 'latest' }, 50);
    expect(items.map(({ at }) => at)).toEqual([1_001, 1_002, 900_003]);
  });
});

/** A relay that knows its own list of generations (SYN-9), and a device whose store is a file. */
class SalvagingWorld extends RestoredWorld {
  /** The first generation ends with the backup. */
  static readonly backup = 4;

  constructor(file: string) {
    super((inMemory) => {
      void inMemory.close();
      return openStoreInThread({ file, me: ME.id, clock: realClock, suspected: true });
    });
    this.relay.on('session.resume', ({ since }) => {
      this.resumed.push(since);
      const isRestored = since?.generation === 'first' && since.position > SalvagingWorld.backup;
      return {
        user: ME,
        device: DEVICE,
        generation: this.generation,
        ...(isRestored ? { restored: true as const } : {}),
      };
    });
  }
}

describe('a relay whose data were put back, met by a device whose store was damaged', () => {
  it.each([
    [
      '[SYN-9] is noticed by how far the damaged file had come',
      7,
      'item_seq',
      { generation: 'first', position: 7 },
    ],
    [
      '[SYN-11] is noticed where only pushes had told more',
      4,
      'item_seq',
      { generation: 'first', position: 4 },
    ],
    ['[SYN-10] is noticed where the file does not tell how far it had come', 7, 'meta', undefined],
  ])('%s', async (_, position, damaged, since) => {
    const file = join(temporaryFolder(), 'store.db');
    const world = new SalvagingWorld(file);
    world.position = position;
    const id = await world.chat(9);
    await world.engine.stop();
    spoil(file, pagesOf(file, damaged));

    const next = new SalvagingWorld(file);
    next.timelines.set(id, world.timelines.get(id) ?? []);
    next.putBack(id, 4, [other(id, 5), other(id, 6)]);
    next.position = 6;
    await next.online();
    await next.pass(5_000);
    expect(next.state).toBe('online');
    expect(next.resumed).toEqual([since]);
    const { items } = await next.store.read.page(id, { at: 'latest' }, 50);
    const sent = items.filter(({ seq }) => seq !== null);
    expect(sent.map(({ at }) => at)).toEqual(next.timelines.get(id)?.map(({ at }) => at));
    expect(next.lost.at(-1)).toEqual({ kept: 2, unsent: 3 });
    expect(await next.store.read.followed()).toEqual({ generation: 'second', position: 6, comparing: false });
    await next.engine.stop();
  });

  it('[SYN-9] costs no comparison where the relay is as it was, and pulls only what is missing', async () => {
    const file = join(temporaryFolder(), 'store.db');
    const world = new SalvagingWorld(file);
    world.position = 3;
    const id = await world.chat(9);
    await world.engine.stop();
    spoil(file, pagesOf(file, 'item_seq'));

    const next = new SalvagingWorld(file);
    const timeline = [...(world.timelines.get(id) ?? []), message(id, 10)];
    next.timelines.set(id, timeline);
    next.changed = [head(id, 10, { unread: 1 })];
    while ((await next.store.write.salvageMore(100)).more);
    await next.online();
    await next.pass(5_000);
    expect(await next.shown(id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const pulled = next.relay.socket.of('timeline.pull').map(({ args }) => args);
    expect(pulled).toMatchObject([{ conversation: id, from: 10, to: 10 }]);
    await next.engine.stop();
  });
});
