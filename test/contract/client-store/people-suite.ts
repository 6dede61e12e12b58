import { describe, expect, it } from 'vitest';
import type { Person } from '../../../src/shared/model/person.ts';
import { expectCode } from '../../support/expect-code.ts';
import { ANNA, BO, conversationId, head, ME, TEAM, userId } from './fixture.ts';
import type { Fixture } from './suite.ts';

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
      expect(await read.unknownPeople(1)).toHaveLength(1);
    });

    it('[C7] finds people by any part of their names, beginnings of words first', async () => {
      const { read, write } = await empty();
      const hanna: Person = { id: userId(9), name: 'h', displayName: 'Hanna' };
      await write.putPeople([hanna, anna, bo]);
      const found = async (query: string): Promise<string[]> =>
        (await read.searchPeople(query)).map(({ id }) => id);
      expect(await found('ANNA')).toEqual([ANNA, userId(9)]);
      expect(await found('kon')).toEqual([ANNA]);
      expect(await found('小波')).toEqual([BO]);
      expect(await found('xiaob')).toEqual([BO]);
      expect(await found('wxb')).toEqual([BO]);
      expect(await found('王xb')).toEqual([BO]);
      expect(await found('%')).toEqual([]);
      expect(await found(' ')).toEqual([]);
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
  });
}
