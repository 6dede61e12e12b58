import { beforeEach, describe, expect, it } from 'vitest';
import type { ConversationId } from '../../../../src/shared/model/ids.ts';
import { EngineFixture, head, message, settle } from './engine-fixture.ts';

describe('gaps', () => {
  let fixture: EngineFixture;
  let id: ConversationId;

  beforeEach(async () => {
    fixture = new EngineFixture();
    id = fixture.conversation(3);
    await fixture.online();
  });

  /** The relay's timeline grows; only what is pushed reaches the client. */
  const grow = (to: number): void => {
    fixture.timelines.set(
      id,
      Array.from({ length: to }, (_, index) => message(id, index + 1)),
    );
    fixture.changed = [head(id, to)];
  };
  const push = async (seq: number): Promise<void> => {
    const event = fixture.timelines.get(id)?.[seq - 1] ?? message(id, seq);
    fixture.relay.socket.push('timeline.appended', { event });
    await settle();
  };
  const seqs = async (): Promise<(number | null)[]> =>
    (await fixture.store.read.page(id, { at: 'latest' }, 50)).items.map(({ seq }) => seq);
  const syncs = (): number => fixture.relay.socket.of('sync.pull').length;

  it('[SYN-5] an event that follows the newest is applied, one that is there is dropped', async () => {
    grow(4);
    await push(4);
    await push(4);
    await push(2);
    expect(await seqs()).toEqual([1, 2, 3, 4]);
    await fixture.pass(1_000);
    expect(syncs()).toBe(1);
  });

  it('[SYN-5] a gap is not applied; one question repairs all of it', async () => {
    grow(9);
    await push(6);
    await push(8);
    await push(9);
    expect(await seqs()).toEqual([1, 2, 3]);
    await fixture.pass(200);
    expect(syncs()).toBe(2);
    expect(await seqs()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect((await fixture.store.read.conversation(id))?.unread).toBe(9);
  });

  it('[SYN-5] what only comes late closes the gap without a question', async () => {
    grow(5);
    await push(5);
    await push(4);
    await push(5);
    await fixture.pass(1_000);
    expect(syncs()).toBe(1);
    expect(await seqs()).toEqual([1, 2, 3, 4, 5]);
  });

  it('[SYN-5] no position is stored over an open gap', async () => {
    grow(6);
    await push(6);
    fixture.relay.socket.push('sync.checkpoint', { position: 50 });
    await settle();
    expect(await fixture.store.read.position()).toBe(1);
    await fixture.pass(200);
    fixture.relay.socket.push('sync.checkpoint', { position: 60 });
    await settle();
    expect(await fixture.store.read.position()).toBe(60);
  });

  it('[SYN-7] a notice is one question, however many come, also when no event is missing', async () => {
    grow(9);
    const notice = { conversation: id, headSeq: 9 };
    fixture.relay.socket.push('timeline.noticed', notice);
    fixture.relay.socket.push('timeline.noticed', notice);
    fixture.relay.socket.push('sync.checkpoint', { position: 50 });
    await settle();
    expect(await fixture.store.read.position()).toBe(1);
    await fixture.pass(200);
    expect(syncs()).toBe(2);
    expect(await seqs()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    fixture.relay.socket.push('timeline.noticed', notice);
    await settle();
    await fixture.pass(200);
    expect(syncs()).toBe(3);
    await fixture.pass(1_000);
    expect(syncs()).toBe(3);
    expect(fixture.relay.socket.open).toBe(true);
  });

  it('a head that comes by itself brings its newest page', async () => {
    grow(6);
    fixture.relay.socket.push('conversation.changed', { conversation: head(id, 6) });
    await settle();
    expect(await seqs()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('leaves a relay whose heads never reach what it has pushed', async () => {
    fixture.changed = [head(id, 3)];
    await push(9);
    await fixture.pass(200);
    await fixture.pass(200);
    await fixture.pass(200);
    await fixture.pass(200);
    expect(syncs()).toBe(4);
    expect(fixture.relay.socket.open).toBe(false);
  });

  it('applies nothing of a session whose push could not be stored', async () => {
    const socket = fixture.relay.socket;
    const fail = (): Promise<never> => Promise.reject(new Error('disk'));
    const { write } = fixture.store;
    const whole = { ...write };
    Object.assign(write, { applyPushes: fail });
    grow(4);
    socket.push('timeline.appended', { event: message(id, 4) });
    socket.push('sync.checkpoint', { position: 70 });
    await settle();
    Object.assign(write, whole);
    expect(socket.open).toBe(false);
    expect(await fixture.store.read.position()).toBe(1);
    await fixture.pass(1_000);
    expect(await seqs()).toEqual([1, 2, 3, 4]);
  });
});
