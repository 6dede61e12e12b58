import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_IMPORTED } from '../../../../src/main/store/archive-port.ts';
import { openStoreInThread } from '../../../../src/main/store/open-store.ts';
import {
  ArchivedConversation,
  ArchivedItem,
  ArchivedMessage,
  MAX_LINE_BYTES,
} from '../../../../src/shared/archive/format.ts';
import type { TimelineEvent } from '../../../../src/shared/model/event.ts';
import type { FileId } from '../../../../src/shared/model/ids.ts';
import {
  ANNA,
  applyPush,
  BO,
  clientId,
  conversationId,
  created,
  head,
  ME,
  message,
  messages,
  realClock,
  TEAM,
  userId,
  wordsOf,
} from '../../../contract/client-store/fixture.ts';
import { expectCode } from '../../../support/expect-code.ts';
import { pagesOf, spoil } from '../../../support/damaged-file.ts';
import { contentsOf, openPlace, PEOPLE, type Place } from './archive-fixture.ts';

const DIRECT = conversationId(2);
const FILE = '0198000f-0000-7000-8000-000000000001' as FileId;

/** Something of everything that a timeline can have. */
async function fill({ store: { write } }: Place): Promise<void> {
  await write.putPeople(PEOPLE);
  await write.applyHeads(
    [
      head({ title: 'Team "一"', announcement: 'hello', headSeq: 1 }),
      head({ id: DIRECT, kind: 'direct', title: null, peer: ANNA, headSeq: 40 }),
    ],
    9,
  );
  await write.applyPage(TEAM, 1, 1, [created()]);
  const events: TimelineEvent[] = [
    message(2, ANNA, 'line one\nline two <script>alert(1)</script> \u2028 😀'),
    message(3, ME, 'mine', { quote: 2 }),
    message(4, BO, 'to be edited'),
    message(5, BO, 'to be recalled'),
    message(6, ANNA, '@Me', {
      content: { type: 'text', text: '@Me', mentions: [ME] },
      receipt: false,
    }),
    message(7, BO, '', { content: { type: 'card', user: ANNA } }),
    message(8, BO, '', {
      content: { type: 'file', file: FILE, name: '../../evil "<name>.txt', size: 5, mime: 'text/plain' },
    }),
    message(9, ANNA, '', {
      content: {
        type: 'forward',
        messages: [{ sender: BO, at: 3, text: 'said elsewhere' }],
      },
    }),
    { ...change(10, BO), kind: 'message.edited', target: 4, content: { type: 'text', text: 'edited' } },
    { ...change(11, BO), kind: 'message.recalled', target: 5 },
    { ...change(12, ANNA), kind: 'reaction.added', target: 3, emoji: '👍' },
    { ...change(13, BO), kind: 'reaction.added', target: 3, emoji: '👍' },
    { ...change(14, BO), kind: 'reaction.removed', target: 3, emoji: '👍' },
    { ...change(15, ANNA), kind: 'message.pinned', target: 2 },
    { ...change(16, ANNA), kind: 'conversation.renamed', title: 'New "title"' },
    { ...change(17, ANNA), kind: 'member.muted', user: BO, until: null },
  ];
  for (const event of events) await applyPush(write, event);
  await write.applyReceipts(TEAM, [{ seq: 3, unread: 1, receivers: 2 }]);
  await write.markRead(TEAM, [[2, 4]]);
  await write.setFlags(TEAM, { pinned: true });
  await write.enqueue(
    { conversation: TEAM, clientId: clientId(901), content: { type: 'text', text: 'waits' }, quote: 2 },
    90_000,
  );
  await write.enqueue(
    { conversation: TEAM, clientId: clientId(902), content: { type: 'card', user: BO }, receipt: false },
    91_000,
  );
  await write.failSend(clientId(902), 'forbidden');
  await write.setDraft(TEAM, 'being written <b>');
  // The newest page, and a hole below it.
  await write.applyPage(DIRECT, 20, 40, [
    ...messages(20, 39).map((event) => ({ ...event, conversation: DIRECT })),
    {
      ...message(40, ANNA, 'pulled with its changes'),
      conversation: DIRECT,
      revision: 40,
      edited: true as const,
      pinned: true as const,
      reactions: [{ emoji: '🎉', count: 5, users: [ANNA, BO] }],
    },
  ]);
}

function change(seq: number, sender: typeof ANNA) {
  return { conversation: TEAM, seq, ordinal: 8, sender, at: seq * 1_000 };
}

describe('an archive', () => {
  it('is the same after it has been imported into an empty store', async () => {
    const here = openPlace();
    await fill(here);
    const first = await here.exportTo('first');
    const there = openPlace();
    const imported = await there.importFrom(first);
    expect(imported).toEqual({ added: 11 + 2 + 21, conversations: 2, archiveOnly: 2, conflicts: 0 });
    expect(contentsOf(await there.exportTo('second'))).toEqual(contentsOf(first));
    // Once more changes nothing.
    expect(await there.importFrom(first)).toMatchObject({ added: 0, conflicts: 0 });
    expect(contentsOf(await there.exportTo('third'))).toEqual(contentsOf(first));
  });

  it('brings conversations that can be read and searched, and of which nothing is asked or told', async () => {
    const here = openPlace();
    await fill(here);
    const there = openPlace();
    await there.importFrom(await here.exportTo('archive'));
    const { read } = there.store;
    const row = await read.conversation(TEAM);
    expect(row).toMatchObject({ role: null, unread: 0, imported: true, archived: true });
    const hits = await read.search({ text: 'edited', limit: 10 });
    expect(hits.hits.map(({ item }) => wordsOf(item))).toContain('edited');
    const page = await read.page(DIRECT, { at: 'latest' }, 50);
    expect(page).toMatchObject({ atStart: true, atEnd: true, missing: [] });
    expect(page.items).toHaveLength(21);
    expect(await read.holes(10)).toEqual([]);
    expect(await read.pendingReports()).toEqual([]);
    expect(await read.pendingFlags()).toEqual([]);
    expect(await read.openReceipts([TEAM, DIRECT], 10)).toEqual([]);
    expect(await read.unsettled()).toEqual([]);
    expect((await read.people([BO])).map(({ displayName }) => displayName)).toEqual(['<b>Bo</b>']);
  });

  it('becomes the relay’s as soon as a relay tells of the conversation', async () => {
    const here = openPlace();
    await fill(here);
    const there = openPlace();
    await there.importFrom(await here.exportTo('archive'));
    const { read, write } = there.store;
    await write.applyHeads([head({ headSeq: 20, headOrdinal: 12, unread: 5, read: [[3, 3]] })], 5);
    const row = await read.conversation(TEAM);
    expect(row).toMatchObject({ role: 'member', unread: 5, archived: false });
    expect(row?.imported).toBeUndefined();
    expect(await read.missing(TEAM, 1, 20)).toEqual([[18, 20]]);
  });

  it('has what was not sent, which is failed after an import, and what was being written', async () => {
    const here = openPlace();
    await fill(here);
    const archive = await here.exportTo('archive');
    const there = openPlace();
    const { read, write } = there.store;
    await write.applyHeads([head({ headSeq: 17 }), head({ id: DIRECT, headSeq: 40 })], 5);
    await write.setDraft(DIRECT, 'mine');
    await there.importFrom(archive);
    await there.importFrom(archive);
    const keys = [clientId(901), clientId(902)];
    const states = (await read.itemsByKey(TEAM, keys)).map((item) => item.kind === 'message' && item.state);
    expect(states).toEqual([
      { kind: 'failed', error: 'cancelled' },
      { kind: 'failed', error: 'cancelled' },
    ]);
    expect(await read.outbox(10)).toEqual([]);
    expect(await read.conversation(TEAM)).toMatchObject({ draft: 'being written <b>' });
    expect(await read.conversation(DIRECT)).toMatchObject({ draft: 'mine' });
    // In their order, when their user sends them.
    for (const key of keys) await write.retrySend(key);
    expect((await read.outbox(10)).map((entry) => entry.clientId)).toEqual(keys);
    const page = readFileSync(join(archive, 'pages', `${TEAM}.html`), 'utf8');
    expect(page).toContain('being written &lt;b&gt;');
  });

  it('has a draft that nobody is told of before a relay tells of its conversation, and none that a relay knows better', async () => {
    const here = openPlace();
    await fill(here);
    const archive = await here.exportTo('archive');
    const there = openPlace();
    await there.importFrom(archive);
    const { read, write } = there.store;
    expect(await read.unsavedDrafts(10)).toEqual([]);
    await write.applyHeads([head({ headSeq: 17 })], 5);
    expect(await read.unsavedDrafts(10)).toEqual([TEAM]);
    await write.draftSaved(TEAM, 'being written <b>', 3);
    await write.setDraft(TEAM, '');
    await there.importFrom(archive);
    expect(await read.conversation(TEAM)).toMatchObject({ draft: '' });
  });

  it('of version 1, without them, can be read', async () => {
    const here = openPlace();
    await here.store.write.applyHeads([head({ headSeq: 2 })], 1);
    await here.store.write.applyPage(TEAM, 1, 2, [created(), message(2, BO)]);
    const archive = await here.exportTo('archive');
    const manifest = join(archive, 'archive.yidu');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"version": 2', '"version": 1'));
    expect(await openPlace().importFrom(archive)).toMatchObject({ added: 2 });
  });

  it('is taken over with everything else from a store that was damaged', async () => {
    const here = openPlace();
    await fill(here);
    const first = await here.exportTo('first');
    const there = openPlace();
    await there.importFrom(first);
    await there.store.close();
    spoil(there.file, pagesOf(there.file, 'item_seq'));
    const again = openStoreInThread({ file: there.file, me: ME, clock: realClock, suspected: true });
    expect(again.quarantined).not.toBeNull();
    while ((await again.write.salvageMore(100)).more);
    const rows = await again.read.conversations();
    expect(rows.map(({ imported }) => imported)).toEqual([true, true]);
    expect(await again.read.holes(10)).toEqual([]);
    // Of these a relay is never asked.
    expect(await again.read.unsettled()).toEqual([]);
    await again.close();
  });

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
    await expectCode(write.importPart(part), 'too_many');
  });

  it('has a message with more reactions than a line takes, and can be imported again', async () => {
    const here = openPlace();
    const { write } = here.store;
    const crowd = 1_300;
    const events = Array.from({ length: crowd }, (_, n): TimelineEvent => {
      const seq = n + 3;
      const sender = n === crowd - 1 ? ME : userId(100 + n);
      return { ...change(seq, sender), kind: 'reaction.added', target: 2, emoji: n % 2 === 0 ? '👍' : '🎉' };
    });
    await write.applyHeads([head({ headSeq: 2 + crowd })], 1);
    await write.applyPage(TEAM, 1, 2, [created(), message(2, BO, 'all hands')]);
    for (let at = 0; at < crowd; at += 100)
      await write.applyPage(TEAM, at + 3, at + 102, events.slice(at, at + 100));
    const first = await here.exportTo('first');
    const lines = readFileSync(join(first, 'conversations', `${TEAM}.jsonl`), 'utf8').split('\n');
    const { reactions: kept = [] } = ArchivedMessage.parse(JSON.parse(lines[2] ?? ''));
    expect(kept.filter(({ user }) => user !== null)).toHaveLength(1_001);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(MAX_LINE_BYTES / 5);
    const there = openPlace();
    await there.importFrom(first);
    const reactions = async (store: Place['store']) => {
      const [item] = await store.read.itemsByKey(TEAM, ['#2']);
      return item?.kind === 'message'
        ? item.reactions.map(({ emoji, count, mine }) => [emoji, count, mine])
        : [];
    };
    expect(await reactions(there.store)).toEqual([
      ['👍', crowd / 2, false],
      ['🎉', crowd / 2, true],
    ]);
    expect(await reactions(there.store)).toEqual(await reactions(here.store));
    expect(contentsOf(await there.exportTo('second'))).toEqual(contentsOf(first));
  });

  it('goes on on a further page to read, with links both ways', async () => {
    const here = openPlace();
    const { write } = here.store;
    await write.applyHeads([head({ headSeq: 2_010 })], 1);
    for (let from = 1; from <= 2_010; from += 200) {
      const to = Math.min(2_010, from + 199);
      await write.applyPage(
        TEAM,
        from,
        to,
        messages(from, to).map((one) => (one.seq > 2_000 ? { ...one, quote: one.seq - 5 } : one)),
      );
    }
    const folder = await here.exportTo('archive');
    const [one = '', two = ''] = ['', '-2'].map((n) =>
      readFileSync(join(folder, 'pages', `${TEAM}${n}.html`), 'utf8'),
    );
    expect(one.match(/<article/g)).toHaveLength(2_000);
    expect(two.match(/<article/g)).toHaveLength(10);
    expect(one).toContain(`href="${TEAM}-2.html"`);
    expect(two).toContain(`href="${TEAM}.html"`);
    // Of what is on another page nothing is linked.
    expect(two.match(/href="#s\d+"/g)).toEqual(
      [2_001, 2_002, 2_003, 2_004, 2_005].map((seq) => `href="#s${seq}"`),
    );
    expect(existsSync(join(folder, 'pages', `${TEAM}-3.html`))).toBe(false);
  });

  it('of any timeline, in whatever order it came here, is the same after a round trip', async () => {
    const step = fc.record({
      kind: fc.constantFrom('message', 'edit', 'recall', 'react', 'unreact', 'pin', 'unpin', 'rename'),
      by: fc.constantFrom(ME, ANNA, BO),
      target: fc.nat(),
      text: fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.trim() !== ''),
      emoji: fc.constantFrom('👍', '🎉'),
      skipped: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        const here = openPlace();
        const { write } = here.store;
        await write.putPeople(PEOPLE);
        await write.applyHeads([head({ headSeq: steps.length + 1 })], 1);
        for (const [index, { kind, by, target, text, emoji, skipped }] of steps.entries()) {
          const seq = index + 2;
          if (skipped) continue;
          const at = { ...change(seq, by), target: 2 + (target % seq) };
          const event: TimelineEvent =
            kind === 'message'
              ? message(seq, by, text)
              : kind === 'edit'
                ? { ...at, kind: 'message.edited', content: { type: 'text', text } }
                : kind === 'recall'
                  ? { ...at, kind: 'message.recalled' }
                  : kind === 'rename'
                    ? { ...change(seq, by), kind: 'conversation.renamed', title: text.trim().slice(0, 50) }
                    : kind === 'react' || kind === 'unreact'
                      ? { ...at, kind: kind === 'react' ? 'reaction.added' : 'reaction.removed', emoji }
                      : { ...at, kind: kind === 'pin' ? 'message.pinned' : 'message.unpinned' };
          await write.applyPage(TEAM, seq, seq, [event]);
        }
        for (const [index, { text, skipped }] of steps.entries()) {
          if (!skipped) continue;
          const content = { type: 'text', text } as const;
          await write.enqueue({ conversation: TEAM, clientId: clientId(5_000 + index), content }, index);
          await write.setDraft(TEAM, text);
        }
        const first = await here.exportTo('first');
        const there = openPlace();
        await there.importFrom(first);
        expect(contentsOf(await there.exportTo('second'))).toEqual(contentsOf(first));
        await here.store.close();
        await there.store.close();
      }),
      { numRuns: 8 },
    );
  });
});
