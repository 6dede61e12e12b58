import { describe, expect, it } from 'vitest';
import type { Person } from '../../../src/shared/model/person.ts';
import { expectCode } from '../../support/expect-code.ts';
import { ANNA, BO, conversationId, head, ME, message, TEAM, userId, type Fixture } from './fixture.ts';
import { testPicture } from '../../support/profile-pictures.ts';

const FACE = testPicture(120);

const anna: Person = { id: ANNA, name: 'anna.k', displayName: 'Änna Königin' };
const bo: Person = { id: BO, name: 'bo', displayName: '王小波' };

/** People, drafts and flags. */
export function peopleSuite({ empty, team }: Fixture): void {
  describe('people', () => {
    it('titles a direct conversation with the other’s name, and tells when that changes', async () => {
      const { read, write } = await empty();
      await write.applyHeads([head({ kind: 'direct', title: null, peer: ANNA, memberCount: 2 })], 1);
      expect(await read.conversation(TEAM)).toMatchObject({ peer: ANNA, title: '' });
      expect(await read.unknownPeople(10)).toContain(ANNA);
      const delta = await write.putPeople([anna]);
      expect(delta).toMatchObject({ people: [ANNA], conversations: [TEAM] });
      expect(await read.conversation(TEAM)).toMatchObject({ title: 'Änna Königin' });
      expect(await read.unknownPeople(10)).not.toContain(ANNA);
      expect((await write.putPeople([anna])).people).toEqual([]);
      expect(await read.people([ANNA, userId(77)])).toEqual([anna]);
    });

    it('wants the names of all it refers to, me included', async () => {
      const { read } = await team();
      expect(new Set(await read.unknownPeople(10))).toEqual(new Set([ME, ANNA]));
      const [first, second] = await read.unknownPeople(2);
      expect(await read.unknownPeople(1)).toEqual([first]);
      expect(await read.unknownPeople(1, first)).toEqual([second]);
      expect(await read.unknownPeople(1, second)).toEqual([]);
    });

    it('[C7] finds people by any part of their names, beginnings of words first', async () => {
      const { read, write } = await empty();
      const hanna: Person = { id: userId(9), name: 'h', displayName: 'Hanna' };
      await write.putPeople([hanna, anna, bo]);
      const found = async (query: string): Promise<string[]> =>
        (await read.searchPeople(query, 50)).map(({ id }) => id);
      expect(await found('ANNA')).toEqual([ANNA, userId(9)]);
      expect(await found('kon')).toEqual([ANNA]);
      expect(await found('小波')).toEqual([BO]);
      expect(await found('xiaob')).toEqual([BO]);
      expect(await found('wxb')).toEqual([BO]);
      expect(await found('王xb')).toEqual([BO]);
      expect(await found('%')).toEqual([]);
      // Nothing is asked for: everybody.
      expect(await found(' ')).toEqual([userId(9), ANNA, BO]);
      expect((await read.searchPeople('', 2)).map(({ id }) => id)).toEqual([userId(9), ANNA]);
    });

    it('[PRF-3] follows changes of those it refers to, and of nobody else', async () => {
      const { read, write } = await empty();
      await write.applyHeads([head({ kind: 'direct', title: null, peer: ANNA, memberCount: 2 })], 40);
      // Nobody is known by name: whoever will be, is known as they are from here on.
      expect(await read.peoplePosition()).toBe(40);
      await write.putPeople([anna]);
      expect(await read.peoplePosition()).toBe(0);
      const renamed: Person = { ...anna, displayName: 'Anna Kaiser', picture: FACE.id };
      const delta = await write.changePeople([renamed, bo], 50);
      expect(delta).toMatchObject({ people: [ANNA], conversations: [TEAM] });
      expect(await read.peoplePosition()).toBe(50);
      expect(await read.people([ANNA, BO])).toEqual([renamed]);
      expect(await read.searchPeople('kais', 50)).toEqual([renamed]);
      expect((await write.changePeople([renamed], null)).people).toEqual([]);
      expect(await read.peoplePosition()).toBe(50);
      expect((await write.changePeople([anna], null)).people).toEqual([ANNA]);
      expect(await read.people([ANNA])).toEqual([anna]);
      await write.beginComparing();
      expect(await read.peoplePosition()).toBe(0);
    });

    it('[PRF-7] knows who is gone, finds them no more, and keeps their name for what is there of them', async () => {
      const { read, write } = await empty();
      await write.applyHeads([head({ kind: 'direct', title: null, peer: ANNA, memberCount: 2 })], 40);
      await write.putPeople([anna, bo]);
      const gone: Person = { ...anna, deactivated: true };
      const delta = await write.changePeople([gone], 50);
      expect(delta).toMatchObject({ people: [ANNA], conversations: [TEAM] });
      expect(await read.people([ANNA])).toEqual([gone]);
      expect(await read.searchPeople('anna', 50)).toEqual([]);
      expect((await read.searchPeople('bo', 50)).map(({ id }) => id)).toEqual([BO]);
      expect((await read.conversation(TEAM))?.title).toBe('Änna Königin');
      expect((await write.changePeople([gone], null)).people).toEqual([]);
    });

    it('[PRF-5] keeps the picture of a group as the newest head says', async () => {
      const { read, write } = await team();
      await write.applyHeads([head({ picture: FACE.id })], 2);
      expect((await read.conversation(TEAM))?.picture).toBe(FACE.id);
      await write.applyPushes([message(2, ANNA)]);
      expect((await read.conversation(TEAM))?.picture).toBe(FACE.id);
      await write.applyHeads([head()], 3);
      expect(await read.conversation(TEAM)).not.toHaveProperty('picture');
    });

    it('keeps pictures that were fetched, and lets those go that came first when they grow too many', async () => {
      const { read, write } = await empty();
      const bytes = Buffer.from(FACE.base64, 'base64');
      await write.keepPicture({ id: FACE.id, bytes });
      await write.keepPicture({ id: FACE.id, bytes });
      expect(Buffer.from((await read.picture(FACE.id)) ?? [])).toEqual(bytes);
      const large = Buffer.alloc(30 * 1024 * 1024);
      await write.keepPicture({ id: testPicture(2).id, bytes: large });
      await write.keepPicture({ id: testPicture(3).id, bytes: large });
      expect(await read.picture(FACE.id)).toBeUndefined();
      expect(await read.picture(testPicture(2).id)).toBeUndefined();
      expect((await read.picture(testPicture(3).id))?.length).toBe(large.length);
    });

    it('keeps drafts and flags through heads', async () => {
      const { read, write } = await team();
      await write.setDraft(TEAM, 'half a thought');
      await write.setFlags(TEAM, { pinned: true, muted: true });
      await write.setFlags(TEAM, { muted: false });
      await write.applyHeads([head({ title: 'Renamed' })], 2);
      expect(await read.conversation(TEAM)).toMatchObject({
        title: 'Renamed',
        draft: 'half a thought',
        pinned: true,
        muted: false,
      });
      await expectCode(write.setFlags(conversationId(9), {}), 'not_found');
    });

    it("[FLG-1] tells each flag once, and takes the relay's but for what it has not told", async () => {
      const { read, write } = await team();
      await write.setFlags(TEAM, { pinned: true, unread: true });
      expect(await read.pendingFlags()).toEqual([
        { conversation: TEAM, change: { pinned: true, unread: true } },
      ]);
      const relays = { pinned: false, muted: true, unread: false, archived: null };
      await write.applyHeads([head({ flags: relays })], 2);
      expect(await read.conversation(TEAM)).toMatchObject({ pinned: true, muted: true, markedUnread: true });
      await write.setFlags(TEAM, { unread: false });
      await write.flagsTold(TEAM, { pinned: true, unread: true });
      expect(await read.pendingFlags()).toEqual([{ conversation: TEAM, change: { unread: false } }]);
      await write.flagsTold(TEAM, { unread: false });
      expect(await read.pendingFlags()).toEqual([]);
      await write.applyHeads([head({ flags: relays })], 3);
      expect(await read.conversation(TEAM)).toMatchObject({ pinned: false, muted: true });
      await write.applyHeads([head()], 4);
      expect(await read.conversation(TEAM)).toMatchObject({ muted: true });
    });

    it('[FLG-2] brings an archived conversation back with the next message, unless it is muted', async () => {
      const { read, write } = await team();
      const away = async (): Promise<boolean | undefined> => (await read.conversation(TEAM))?.archived;
      const from = (await read.conversation(TEAM))?.headSeq ?? 0;
      await write.setFlags(TEAM, { archived: true });
      expect(await away()).toBe(true);
      expect(await read.pendingFlags()).toEqual([{ conversation: TEAM, change: { archived: from } }]);
      const { seq, ordinal, sender, at, conversation } = message(from + 1, ANNA);
      const common = { seq, ordinal: ordinal - 1, sender, at, conversation };
      await write.applyPushes([{ ...common, kind: 'conversation.renamed', title: 'New' }]);
      expect(await away()).toBe(true);
      await write.setFlags(TEAM, { muted: true });
      await write.applyPushes([message(from + 2, ANNA)]);
      expect(await away()).toBe(true);
      await write.setFlags(TEAM, { muted: false });
      expect(await away()).toBe(false);
      await write.setFlags(TEAM, { archived: true });
      expect(await away()).toBe(true);
      await write.setFlags(TEAM, { archived: false });
      expect(await away()).toBe(false);
    });

    it('[FLG-3] marks as unread without counting it, whatever is read', async () => {
      const { read, write } = await team();
      await write.markRead(TEAM, 'all');
      await write.setFlags(TEAM, { unread: true });
      expect(await read.totalUnread()).toBe(0);
      await write.markRead(TEAM, 'all');
      expect(await read.conversation(TEAM)).toMatchObject({ unread: 0, markedUnread: true });
    });
  });
}
