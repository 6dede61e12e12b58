import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_IMPORTED } from '../../../../src/main/store/archive-port.ts';
import { packPart } from '../../../../src/main/store/imported-part.ts';
import { ArchivedConversation, ArchivedItem } from '../../../../src/shared/archive/format.ts';
import {
  ANNA,
  applyPush,
  BO,
  clientId,
  created,
  head,
  ME,
  message,
  messages,
  TEAM,
  wordsOf,
} from '../../../contract/client-store/fixture.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { change, openPlace, PEOPLE } from './archive-fixture.ts';

describe('an archive beside what is here', () => {
  it('fills up what a relay’s conversation lacks, with what was changed there and here', async () => {
    const old = openPlace();
    await old.store.write.putPeople(PEOPLE);
    await old.store.write.applyHeads([head({ headSeq: 10 })], 1);
    await old.store.write.applyPage(TEAM, 1, 10, [created(), ...messages(2, 10)]);
    await applyPush(old.store.write, {
      ...change(11, ANNA),
      kind: 'message.edited',
      target: 9,
      content: { type: 'text', text: 'edited there' },
    });
    const archive = await old.exportTo('archive');

    const here = openPlace();
    const { read, write } = here.store;
    await write.applyHeads([head({ headSeq: 14, unread: 3 })], 2);
    // 12 has changed a message that is not here, 13 is a message.
    await write.applyPage(TEAM, 9, 10, messages(9, 10));
    await write.applyPage(TEAM, 12, 14, messages(13, 13));
    expect(await here.importFrom(archive)).toMatchObject({ added: 8, archiveOnly: 0, conflicts: 0 });
    expect((await read.itemsByKey(TEAM, ['#9'])).map(wordsOf)).toEqual(['edited there']);
    // What 12 and 14 have changed is asked again.
    expect(await read.missing(TEAM, 1, 14)).toEqual([
      [12, 12],
      [14, 14],
    ]);
    expect((await read.conversation(TEAM))?.unread).toBe(3);
  });

  it('leaves alone what is beyond the newest event, and messages that are here as others', async () => {
    const old = openPlace();
    await old.store.write.applyHeads([head({ headSeq: 10 })], 1);
    await old.store.write.applyPage(TEAM, 1, 10, [created(), ...messages(2, 10)]);
    const archive = await old.exportTo('archive');
    const here = openPlace();
    const { read, write } = here.store;
    await write.applyHeads([head({ headSeq: 6 })], 2);
    await write.applyPage(TEAM, 5, 5, [message(5, BO, 'another', { clientId: clientId(500) })]);
    expect(await here.importFrom(archive)).toMatchObject({ added: 5, conflicts: 1 });
    expect((await read.itemsByKey(TEAM, ['#5', '#7'])).map(wordsOf)).toEqual(['another']);
  });

  it('of somebody else comes in beside what is here, under ids of its own', async () => {
    const anna = openPlace({ me: ANNA });
    await anna.store.write.putPeople(PEOPLE);
    const withMe = { kind: 'direct', title: null, peer: ME } as const;
    await anna.store.write.applyHeads([head({ headSeq: 10, ...withMe })], 1);
    await anna.store.write.applyPage(TEAM, 1, 10, [created(), ...messages(2, 10)]);
    // Hers alone.
    await anna.store.write.setDraft(TEAM, 'Anna writes');
    const words = { type: 'text', text: 'Anna has not sent it' } as const;
    await anna.store.write.enqueue({ conversation: TEAM, clientId: clientId(903), content: words }, 90_000);
    const archive = await anna.exportTo('archive');
    const here = openPlace();
    const { read, write } = here.store;
    await write.applyHeads([head({ headSeq: 10 })], 1);
    expect(await here.importFrom(archive)).toMatchObject({ added: 10, archiveOnly: 1 });
    expect(await here.importFrom(archive)).toMatchObject({ added: 0, archiveOnly: 1 });
    expect(await read.missing(TEAM, 1, 10)).toEqual([[1, 10]]);
    const rows = await read.conversations();
    expect(rows.map(({ title }) => title).sort()).toEqual(['Anna 安娜', 'Team']);
  });

  it('of two other people stay apart, and names that are known here stay', async () => {
    const here = openPlace();
    const { read, write } = here.store;
    await write.putPeople([{ id: BO, name: 'bo', displayName: 'Bo, as the relay says' }]);
    for (const [index, me] of [ANNA, BO].entries()) {
      const theirs = openPlace({ me });
      await theirs.store.write.putPeople([{ id: BO, name: 'bo', displayName: 'Bo, as he was' }]);
      await theirs.store.write.applyHeads([head({ headSeq: 2 })], 1);
      await theirs.store.write.applyPage(TEAM, 1, 2, [created(), message(2, BO, `of archive ${index}`)]);
      expect(await here.importFrom(await theirs.exportTo('archive'))).toMatchObject({
        added: 2,
        conflicts: 0,
      });
    }
    expect(await read.conversations()).toHaveLength(2);
    expect((await read.people([BO])).map(({ displayName }) => displayName)).toEqual([
      'Bo, as the relay says',
    ]);
  });

  it('does not double a message that still waits in the outbox here', async () => {
    const old = openPlace();
    await old.store.write.applyHeads([head({ headSeq: 2 })], 1);
    await old.store.write.applyPage(TEAM, 1, 2, [created(), message(2, ME, 'sent after all')]);
    const archive = await old.exportTo('archive');
    const here = openPlace();
    const { read, write } = here.store;
    await write.applyHeads([head({ headSeq: 2 })], 1);
    const content = { type: 'text', text: 'sent after all' } as const;
    await write.enqueue({ conversation: TEAM, clientId: clientId(2), content }, 1);
    expect(await here.importFrom(archive)).toMatchObject({ added: 1, conflicts: 0 });
    expect((await read.page(TEAM, { at: 'latest' }, 10)).items.map(wordsOf)).toEqual(['', 'sent after all']);
    expect(await read.outbox(10)).toHaveLength(1);
    // And no write is longer than it may be.
    const [first = '', second = ''] = readFileSync(
      join(archive, 'conversations', `${TEAM}.jsonl`),
      'utf8',
    ).split('\n');
    const part = {
      conversation: ArchivedConversation.parse(JSON.parse(first)),
      from: 1,
      to: 2,
      items: new Array<ArchivedItem>(MAX_IMPORTED + 1).fill(ArchivedItem.parse(JSON.parse(second))),
    };
    await expectCode(write.importPart(packPart(part)), 'too_many');
  });
});
