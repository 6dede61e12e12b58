import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/main/store/port.ts';
import { expectCode } from '../../support/expect-code.ts';
import {
  ANNA,
  applyPush,
  clientId,
  head,
  ME,
  message,
  messages,
  TEAM,
  wordsOf,
  type Fixture,
} from './fixture.ts';

const content = (text: string) => ({ type: 'text', text }) as const;

async function shown({ read }: Store): Promise<[text: string, seq: number | null, state: string][]> {
  const { items } = await read.page(TEAM, { at: 'latest' }, 50);
  return items.flatMap((item) =>
    item.kind === 'message'
      ? [[wordsOf(item), item.seq, item.state.kind] as [string, number | null, string]]
      : [],
  );
}

async function queued({ read }: Store): Promise<string[]> {
  return (await read.outbox(10)).map(({ clientId: id }) => id);
}

/** Sending. */
export function outboxSuite({ team }: Fixture): void {
  describe('outbox', () => {
    it('shows a message at the end, in the list and in the outbox, before the relay knows it', async () => {
      const store = await team();
      const delta = await store.write.enqueue(
        { conversation: TEAM, clientId: clientId(90), content: content('hi') },
        5_000,
      );
      expect(delta).toMatchObject({ conversations: [TEAM], timelines: [{ changed: [clientId(90)] }] });
      await applyPush(store.write, message(2, ANNA));
      expect(await shown(store)).toEqual([
        ['text 2', 2, 'sent'],
        ['hi', null, 'sending'],
      ]);
      expect(await store.read.outbox(10)).toEqual([
        { conversation: TEAM, clientId: clientId(90), content: content('hi'), upload: 'done' },
      ]);
      expect(await store.read.conversation(TEAM)).toMatchObject({
        unread: 1,
        lastAt: 5_000,
        last: { mine: true, text: 'hi', state: { kind: 'sending' } },
      });
    });

    for (const order of ['push first', 'reply first', 'page first'] as const)
      it(`[SEQ-2] becomes one sent message under the same key: ${order}`, async () => {
        const store = await team();
        const id = clientId(90);
        await store.write.enqueue({ conversation: TEAM, clientId: id, content: content('hi') }, 5_000);
        const pushed = message(2, ME, 'hi', { clientId: id });
        if (order === 'push first') {
          expect(await applyPush(store.write, pushed)).toMatchObject({
            delta: { timelines: [{ changed: [id] }] },
          });
          await store.write.confirmSent(id, 2, 2_000);
        } else if (order === 'reply first') {
          await store.write.confirmSent(id, 2, 2_000);
          expect(await queued(store)).toEqual([]);
          expect(await shown(store)).toEqual([['hi', 2, 'sent']]);
          await applyPush(store.write, pushed);
        } else {
          await store.write.applyHeads([head({ headSeq: 2 })], 2);
          await store.write.applyPage(TEAM, 2, 2, [pushed]);
          await store.write.confirmSent(id, 2, 2_000);
        }
        expect(await shown(store)).toEqual([['hi', 2, 'sent']]);
        expect(await queued(store)).toEqual([]);
        expect(await store.read.itemsByKey(TEAM, [id])).toMatchObject([
          { key: id, seq: 2, at: 2_000, read: true },
        ]);
        expect(await store.read.conversation(TEAM)).toMatchObject({ headSeq: 2, unread: 0 });
        const { hits } = await store.read.search({
          text: 'hi',
          conversation: undefined,
          cursor: undefined,
          limit: 9,
        });
        expect(hits).toHaveLength(1);
      });

    it('the same client id twice is one message', async () => {
      const store = await team();
      const entry = { conversation: TEAM, clientId: clientId(90), content: content('hi') };
      await store.write.enqueue(entry, 5_000);
      expect((await store.write.enqueue(entry, 6_000)).conversations).toEqual([]);
      await applyPush(store.write, message(2, ME, 'hi', { clientId: clientId(90) }));
      await store.write.enqueue(entry, 7_000);
      expect(await shown(store)).toEqual([['hi', 2, 'sent']]);
    });

    it('keeps the order of sending; a retried message goes to the end', async () => {
      const store = await team();
      for (const n of [91, 92, 93])
        await store.write.enqueue(
          { conversation: TEAM, clientId: clientId(n), content: content(`m${n}`) },
          n,
        );
      await store.write.failSend(clientId(91), 'forbidden');
      expect(await queued(store)).toEqual([clientId(92), clientId(93)]);
      expect(await store.read.itemsByKey(TEAM, [clientId(91)])).toMatchObject([
        { state: { kind: 'failed', error: 'forbidden' } },
      ]);
      await store.write.retrySend(clientId(91));
      expect(await queued(store)).toEqual([clientId(92), clientId(93), clientId(91)]);
      expect((await shown(store)).map(([text]) => text)).toEqual(['m92', 'm93', 'm91']);
    });

    it('deletes only what the relay has not stored', async () => {
      const store = await team();
      await store.write.enqueue(
        { conversation: TEAM, clientId: clientId(91), content: content('secret') },
        1,
      );
      await store.write.failSend(clientId(91), 'forbidden');
      const delta = await store.write.deleteUnsent(clientId(91));
      expect(delta.timelines).toMatchObject([{ removed: [clientId(91)] }]);
      expect(await shown(store)).toEqual([]);
      const query = { text: 'secret', conversation: undefined, cursor: undefined, limit: 5 };
      expect((await store.read.search(query)).hits).toEqual([]);
      await expectCode(store.write.deleteUnsent(clientId(91)), 'not_found');
      await applyPush(store.write, message(2, ME));
      await expectCode(store.write.deleteUnsent(clientId(2)), 'not_found');
      await expectCode(store.write.retrySend(clientId(2)), 'not_found');
    });

    it('a refusal that comes after the message was stored changes nothing', async () => {
      const store = await team();
      await store.write.enqueue({ conversation: TEAM, clientId: clientId(91), content: content('a') }, 1);
      await applyPush(store.write, message(2, ME, 'a', { clientId: clientId(91) }));
      await store.write.failSend(clientId(91), 'timeout');
      expect(await shown(store)).toEqual([['a', 2, 'sent']]);
    });

    it('a message confirmed beyond a gap stays at the end until the gap is closed', async () => {
      const store = await team();
      await store.write.enqueue({ conversation: TEAM, clientId: clientId(91), content: content('a') }, 1);
      await store.write.enqueue({ conversation: TEAM, clientId: clientId(92), content: content('b') }, 2);
      await store.write.confirmSent(clientId(91), 5, 5_000);
      expect(await shown(store)).toEqual([
        ['a', 5, 'sent'],
        ['b', null, 'sending'],
      ]);
      await store.write.applyHeads([head({ headSeq: 5, unread: 3, read: [[5, 5]] })], 2);
      expect(await store.read.missing(TEAM, 1, 5)).toEqual([[2, 4]]);
      await store.write.applyPage(TEAM, 2, 4, messages(2, 4));
      expect((await shown(store)).map(([text]) => text)).toEqual(['text 2', 'text 3', 'text 4', 'a', 'b']);
      const query = { text: 'a', conversation: TEAM, cursor: undefined, limit: 5 };
      expect((await store.read.search(query)).hits).toHaveLength(1);
    });

    it('a message that waited long is found, and found where it was sent', async () => {
      const store = await team();
      await store.write.enqueue(
        { conversation: TEAM, clientId: clientId(91), content: content('text mine') },
        1,
      );
      await applyPush(store.write, message(2, ANNA));
      await applyPush(store.write, message(3, ANNA));
      await applyPush(store.write, message(4, ME, 'text mine', { clientId: clientId(91) }));
      await applyPush(store.write, message(5, ANNA));
      const query = { text: 'text', conversation: TEAM, cursor: undefined, limit: 9 };
      const { hits } = await store.read.search(query);
      expect(hits.map(({ item }) => item.seq)).toEqual([5, 4, 3, 2]);
    });

    it('[SEQ-2] a relay that stores my id twice cannot make my message two', async () => {
      const store = await team();
      await applyPush(store.write, message(2, ME, 'once', { clientId: clientId(91) }));
      await applyPush(store.write, message(3, ME, 'twice', { clientId: clientId(91) }));
      expect(await shown(store)).toEqual([['once', 2, 'sent']]);
      expect(await store.read.itemsByKey(TEAM, ['#3'])).toMatchObject([{ notice: { type: 'unsupported' } }]);
    });
  });
}
