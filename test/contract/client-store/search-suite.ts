import { describe, expect, it } from 'vitest';
import type { SearchQuery, Store } from '../../../src/main/store/port.ts';
import { expectCode } from '../../support/expect-code.ts';
import {
  ANNA,
  applyPush,
  BO,
  conversationId,
  created,
  head,
  message,
  messages,
  TEAM,
  userId,
  wordsOf,
  type Fixture,
} from './fixture.ts';

async function texts({ read }: Store, text: string, conversation = undefined as typeof TEAM | undefined) {
  const { hits } = await read.search({ text, conversation, cursor: undefined, limit: 50 });
  return hits.map(({ item }) => wordsOf(item));
}

/** Full-text search over everything on disk. */
export function searchSuite({ empty, team }: Fixture): void {
  describe('search', () => {
    it('finds Chinese of any length, words and their beginnings, newest first, with marks', async () => {
      const store = await team();
      await applyPush(store.write, message(2, ANNA, '我喜歡用這個'));
      await applyPush(store.write, message(3, ANNA, '部屋 Hello wörld'));
      await applyPush(store.write, message(4, ANNA, '喜 歡 not adjacent'));
      expect(await texts(store, '喜歡')).toEqual(['我喜歡用這個']);
      expect(await texts(store, '喜')).toEqual(['喜 歡 not adjacent', '我喜歡用這個']);
      expect(await texts(store, '屋 hel')).toEqual(['部屋 Hello wörld']);
      expect(await texts(store, 'WORLD')).toEqual(['部屋 Hello wörld']);
      expect(await texts(store, 'orld')).toEqual([]);
      const { hits } = await store.read.search({
        text: '歡用',
        conversation: TEAM,
        cursor: undefined,
        limit: 5,
      });
      expect(hits).toMatchObject([{ item: { key: '#2' }, marks: [[2, 4]] }]);
    });

    it('narrows to one conversation and pages without overlap', async () => {
      const store = await empty();
      const ids = [1, 2].map(conversationId);
      await store.write.applyHeads(
        ids.map((id) => head({ id })),
        1,
      );
      for (let seq = 2; seq <= 8; seq++)
        for (const conversation of ids)
          await applyPush(store.write, message(seq, ANNA, '好', { conversation }));
      const seqs: (number | null)[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.read.search({ text: '好', conversation: ids[1], cursor, limit: 3 });
        seqs.push(...page.hits.map(({ item }) => item.seq));
        cursor = page.cursor ?? undefined;
      } while (cursor !== undefined);
      expect(seqs).toEqual([8, 7, 6, 5, 4, 3, 2]);
      expect(await texts(store, '好')).toHaveLength(14);
      expect(await texts(store, '好', conversationId(9))).toEqual([]);
      await expectCode(
        store.read.search({ text: '好', conversation: undefined, cursor: '1; DROP', limit: 3 }),
        'bad_args',
      );
    });

    it('newest first also when history, and holes, were filled later', async () => {
      const store = await empty();
      await store.write.applyHeads([head({ headSeq: 40 })], 1);
      await store.write.applyPage(TEAM, 31, 40, messages(31, 40));
      await store.write.applyPage(TEAM, 21, 30, messages(21, 30));
      await store.write.applyHeads([head({ headSeq: 80 }), head({ id: conversationId(2), headSeq: 1 })], 2);
      await store.write.applyPage(TEAM, 71, 80, messages(71, 80));
      await store.write.applyPage(conversationId(2), 1, 1, [created(conversationId(2))]);
      await store.write.applyPage(TEAM, 1, 20, messages(1, 20));
      await store.write.applyPage(TEAM, 56, 70, messages(56, 70));
      await store.write.applyPage(TEAM, 41, 55, messages(41, 55));
      const { hits } = await store.read.search({
        text: 'text',
        conversation: TEAM,
        cursor: undefined,
        limit: 100,
      });
      expect(hits.map(({ item }) => item.seq)).toEqual(Array.from({ length: 80 }, (_, i) => 80 - i));
    });

    it('narrows to a sender, a kind and a time, with words or without', async () => {
      const store = await team();
      await applyPush(store.write, message(2, ANNA, 'plan'));
      await applyPush(store.write, message(3, BO, 'plan'));
      await applyPush(store.write, message(4, ANNA, '', { content: { type: 'card', user: BO } }));
      const copies = [{ sender: BO, at: 1, text: 'old plan' }];
      await applyPush(store.write, message(5, BO, '', { content: { type: 'forward', messages: copies } }));
      const seqs = async (query: Partial<SearchQuery>) =>
        (await store.read.search({ text: '', limit: 50, ...query })).hits.map(({ item }) => item.seq);
      expect(await seqs({ text: 'plan' })).toEqual([5, 3, 2]);
      expect(await seqs({ text: 'plan', sender: BO })).toEqual([5, 3]);
      expect(await seqs({ text: 'plan', type: 'text' })).toEqual([3, 2]);
      expect(await seqs({ text: 'plan', type: 'forward' })).toEqual([5]);
      expect(await seqs({ text: 'plan', since: 3_000, until: 5_000 })).toEqual([3]);
      expect(await seqs({ type: 'card' })).toEqual([4]);
      expect(await seqs({ sender: ANNA, conversation: TEAM })).toEqual([4, 2]);
      expect(await seqs({ sender: userId(9) })).toEqual([]);
      expect(await seqs({ type: 'text' })).toEqual([3, 2]);
      expect(await seqs({ since: 3_000, until: 5_000 })).toEqual([4, 3]);
      expect(await seqs({ since: 3_000, type: 'text' })).toEqual([3]);
      expect(await seqs({})).toEqual([]);
      expect(await seqs({ text: '?!', sender: ANNA })).toEqual([]);
      expect(await seqs({ text: '?!', since: 1 })).toEqual([]);
    });

    it('is whole again after its index was begun anew, with what has come and changed meanwhile', async () => {
      const store = await team();
      for (let seq = 2; seq <= 30; seq++) await applyPush(store.write, message(seq, ANNA, `word ${seq}`));
      await store.write.restartIndex();
      expect(await texts(store, 'word')).toEqual([]);
      expect((await store.read.historyShare()).reindexing).toEqual({ total: 29, left: 29 });
      expect(await store.write.indexMore(10)).toBe(true);
      await applyPush(store.write, message(31, ANNA, 'word 31'));
      await applyPush(store.write, {
        ...{ conversation: TEAM, seq: 32, ordinal: 31, sender: ANNA, at: 1, target: 3 },
        kind: 'message.edited',
        content: { type: 'text', text: 'another' },
      });
      while (await store.write.indexMore(10));
      expect(await texts(store, 'word')).toHaveLength(29);
      expect(await texts(store, 'another')).toEqual(['another']);
      expect((await store.read.historyShare()).reindexing).toEqual({ total: 0, left: 0 });
    });

    it('takes what is typed as data, never as query syntax', async () => {
      const store = await team();
      await applyPush(store.write, message(2, ANNA, 'a NEAR b " OR c* 100%'));
      for (const query of [
        'NEAR',
        '"',
        '" OR "',
        'a" OR "x',
        '100%',
        '%',
        '_',
        '*',
        'tokens:a',
        '-b',
        '^a',
        '(',
        'a AND',
        "'",
      ])
        await expect(texts(store, query)).resolves.toBeDefined();
      expect(await texts(store, '%')).toEqual([]);
      expect(await texts(store, 'x OR near')).toEqual([]);
      expect(await texts(store, 'or NEAR')).toHaveLength(1);
      expect(await texts(store, '100%')).toHaveLength(1);
    });
  });
}
