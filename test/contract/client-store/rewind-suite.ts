import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/main/store/port.ts';
import type { ChannelHead, RunningAnnouncement } from '../../../src/shared/model/channel.ts';
import type { ChannelId } from '../../../src/shared/model/ids.ts';
import {
  ANNA,
  applyPush,
  clientId,
  conversationId,
  head,
  ME,
  message,
  messages,
  TEAM,
  wordsOf,
  type Fixture,
} from './fixture.ts';

// The brand is given here as a schema would: the text is a UUIDv7.
const NEWS = conversationId(78) as string as ChannelId;
const CHANNEL: ChannelHead = { id: NEWS, title: 'News', owner: ANNA, publishers: [] };

function running(seq: number, revision: number, title: string): RunningAnnouncement {
  return {
    channel: NEWS,
    seq,
    revision,
    state: 'running',
    sender: ANNA,
    title,
    text: 'text',
    at: 1_000 * revision,
  };
}

/** Puts the team's timeline back, in as many steps as it takes; how many. */
async function rewind({ write }: Store, upTo: number, exists = true): Promise<number> {
  for (let steps = 1; ; steps++) {
    if (!(await write.rewind({ conversation: TEAM, upTo, exists })).more) return steps;
  }
}

/** A relay whose data were put back to an older state. */
export function rewindSuite({ empty, team }: Fixture): void {
  describe('putting back', () => {
    it('[SYN-10] takes out everything above the agreement, in steps: mine is unsent again, that of others is kept', async () => {
      const store = await empty();
      const { read, write } = store;
      await write.applyHeads([head({ headSeq: 500, unread: 3 })], 9);
      for (const from of [1, 201, 401]) {
        const events = messages(from, Math.min(from + 199, 500)).map((event) =>
          event.seq % 2 === 0 ? { ...event, sender: ME } : event,
        );
        await write.applyPage(TEAM, from, events.at(-1)?.seq ?? 0, events);
      }
      expect(await rewind(store, 10)).toBe(3);
      expect(await rewind(store, 10)).toBe(1);
      expect(await read.lostCounts()).toEqual({ kept: 245, unsent: 245 });
      const { items, atStart } = await read.page(TEAM, { at: 'before', seq: 1_000 }, 50);
      expect(items.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(atStart).toBe(true);
      // In the order in which they were sent.
      const { items: last } = await read.page(TEAM, { at: 'latest' }, 3);
      expect(last.map(wordsOf)).toEqual(['text 10', 'text 498', 'text 500']);
      const page = await read.lost(undefined, 2);
      expect(page.map(({ at }) => at)).toEqual([499_000, 497_000]);
      expect((await read.lost(page[1], 1)).map(({ at }) => at)).toEqual([495_000]);
      expect((await read.search({ text: 'text', limit: 400 })).hits).toHaveLength(10 + 245);
      await write.forgetLost();
      expect(await read.lostCounts()).toEqual({ kept: 0, unsent: 245 });
    });

    it('[SYN-10] undoes changes from above it by having the messages pulled anew, and drops quotes of what is gone', async () => {
      const store = await team();
      const { read, write } = store;
      for (const event of messages(2, 5)) await applyPush(write, event);
      const by = { conversation: TEAM, ordinal: 4, sender: ANNA, at: 9_000 };
      const text = { type: 'text', text: 'edited' } as const;
      await applyPush(write, { ...by, seq: 6, kind: 'message.edited', target: 2, content: text });
      await applyPush(write, { ...by, seq: 7, kind: 'reaction.added', target: 3, emoji: '👍' });
      const quoting = { conversation: TEAM, clientId: clientId(90), content: text, quote: 5 };
      await write.enqueue(quoting, 1);
      await rewind(store, 4);
      expect(await read.missing(TEAM, 1, 9)).toEqual([[2, 3]]);
      expect(await read.outbox(9)).toMatchObject([{ clientId: clientId(90) }]);
      expect((await read.outbox(9))[0]).not.toHaveProperty('quote');
      await write.applyPage(TEAM, 2, 3, messages(2, 3));
      const { items } = await read.page(TEAM, { at: 'before', seq: 9 }, 9);
      expect(items.map(wordsOf)).toEqual(['', 'text 2', 'text 3', 'text 4']);
      expect(items[2]).toMatchObject({ reactions: [], edited: false });
    });

    it('[RCP-1] what remains read is to be reported anew, and counts as read until the relay says more', async () => {
      const store = await team();
      const { read, write } = store;
      for (const event of messages(2, 9)) await applyPush(write, event);
      await write.markRead(TEAM, [
        [2, 3],
        [5, 8],
      ]);
      await write.reported(await read.pendingReports());
      await rewind(store, 6);
      expect(await read.conversation(TEAM)).toMatchObject({ unread: 1, headSeq: 6 });
      const ranges = [
        [2, 3],
        [5, 6],
      ];
      expect(await read.pendingReports()).toEqual([{ conversation: TEAM, delivered: 6, read: ranges }]);
      // Other messages have these seqs now.
      await write.applyHeads([head({ headSeq: 8, unread: 7 })], 3);
      expect(await read.conversation(TEAM)).toMatchObject({ unread: 3, headSeq: 8 });
    });

    it('[FLG-1] what is set of flags is to be told anew; nothing can have been put away after the end', async () => {
      const store = await team();
      const { read, write } = store;
      for (const event of messages(2, 5)) await applyPush(write, event);
      await write.setFlags(TEAM, { pinned: true, archived: true });
      for (const { conversation, change } of await read.pendingFlags()) {
        await write.flagsTold(conversation, change);
      }
      expect(await read.pendingFlags()).toEqual([]);
      await rewind(store, 3);
      expect(await read.pendingFlags()).toEqual([
        { conversation: TEAM, change: { pinned: true, archived: 3 } },
      ]);
    });

    it('[SYN-10] of a conversation that the relay does not have everything is kept, and what waits in it stays', async () => {
      const store = await team();
      const { read, write } = store;
      await applyPush(write, message(2, ME));
      await write.setDraft(TEAM, 'a draft');
      await rewind(store, 0, false);
      expect(await read.lostCounts()).toEqual({ kept: 1, unsent: 0 });
      expect(await read.conversation(TEAM)).toMatchObject({ role: null, headSeq: 0, draft: 'a draft' });
      expect((await read.page(TEAM, { at: 'latest' }, 9)).items).toEqual([]);
    });

    it('[SYN-10] [DRF-3] follows drafts from the beginning again, and tells its own', async () => {
      const { read, write } = await team();
      await write.applyDrafts([{ conversation: TEAM, text: 'of the relay', revision: 9 }], 12);
      expect(await read.draftPosition()).toBe(12);
      expect(await read.unsavedDrafts(5)).toEqual([]);
      await write.beginComparing();
      expect(await read.draftPosition()).toBe(0);
      expect(await read.unsavedDrafts(5)).toEqual([TEAM]);
      // What the relay had before: neither is taken for the other.
      await write.applyDrafts([{ conversation: TEAM, text: 'earlier', revision: 3 }], 4);
      expect(await read.conversation(TEAM)).toMatchObject({
        draft: 'of the relay',
        draftConflict: 'earlier',
      });
    });

    it('[SYN-10] is begun again until it has ended, and everything is pulled after it', async () => {
      const { read, write } = await team();
      await write.setGeneration('first');
      await write.setPosition(7);
      expect(await read.followed()).toEqual({ generation: 'first', position: 7, comparing: false });
      await write.beginComparing();
      expect(await read.followed()).toEqual({ generation: 'first', position: 0, comparing: true });
      await write.endComparing('second');
      expect(await read.followed()).toEqual({ generation: 'second', position: 0, comparing: false });
    });

    it('[SYN-11] knows which conversations the newest positions may not cover', async () => {
      const { read, write } = await team();
      await write.setPosition(7);
      expect(await read.unsettled()).toEqual([TEAM]);
      await write.setPosition(8);
      expect(await read.unsettled()).toEqual([]);
      await applyPush(write, message(2, ANNA));
      expect(await read.unsettled()).toEqual([TEAM]);
    });

    it('[SYN-12] tells an event it has from another one of its seq', async () => {
      const { write } = await team();
      await applyPush(write, message(2, ANNA));
      expect((await applyPush(write, message(2, ANNA))).kind).toBe('duplicate');
      expect((await applyPush(write, message(2, ANNA, 'other', { at: 5 }))).kind).toBe('conflict');
    });

    it('[CHN-6] announcements are the relay’s again; one that it has lost is over, and leaves its seq to another', async () => {
      const { read, write } = await empty();
      const told = [running(1, 5, 'one'), running(2, 6, 'two'), running(3, 7, 'three')];
      await write.applyChannels({ channels: [CHANNEL], announcements: told });
      await write.markAnnouncementsRead(NEWS, [[1, 3]]);
      await write.channelsReported(await read.pendingChannelReports());
      await write.setChannelsVersion('1');
      await write.beginComparing();
      expect(await read.channelsVersion()).toBe('');
      // An earlier form of the first, and another one in place of the second.
      await write.applyChannels({
        channels: [CHANNEL],
        announcements: [running(1, 4, 'one'), running(2, 5, 'another')],
      });
      await write.setChannelsVersion('1');
      const { items } = await read.announcements(NEWS, undefined, 9);
      expect(items.map(({ title, state, read: isRead }) => [title, state, isRead])).toEqual([
        ['three', 'stopped', true],
        ['two', 'stopped', true],
        ['another', 'running', false],
        ['one', 'running', true],
      ]);
      expect(await read.pendingChannelReports()).toEqual([
        { channel: NEWS, delivered: [[1, 2]], read: [[1, 1]] },
      ]);
      expect(await read.channels(0)).toMatchObject([{ unread: 1 }]);
    });
  });
}
