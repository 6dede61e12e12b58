import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStoreInThread } from '../../../../src/main/store/open-store.ts';
import { ArchivedMessage, MAX_LINE_BYTES } from '../../../../src/shared/archive/format.ts';
import type { TimelineEvent } from '../../../../src/shared/model/event.ts';
import {
  ANNA,
  BO,
  clientId,
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
import { pagesOf, spoil } from '../../../support/damaged-file.ts';
import { change, contentsOf, DIRECT, fill, openPlace, PEOPLE, type Place } from './archive-fixture.ts';

describe('an archive', () => {
  it('is the same after it has been imported into an empty store', async () => {
    const here = openPlace();
    await fill(here);
    const first = await here.exportTo('first');
    const there = openPlace();
    const imported = await there.importFrom(first);
    expect(imported).toEqual({
      added: 11 + 2 + 21,
      announcements: 0,
      conversations: 2,
      archiveOnly: 2,
      conflicts: 0,
    });
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

  it.each([1, 2])('of version %i, which had no channels, can be read', async (version) => {
    const here = openPlace();
    await here.store.write.applyHeads([head({ headSeq: 2 })], 1);
    await here.store.write.applyPage(TEAM, 1, 2, [created(), message(2, BO)]);
    const archive = await here.exportTo('archive');
    const manifest = join(archive, 'archive.yidu');
    writeFileSync(
      manifest,
      readFileSync(manifest, 'utf8')
        .replace('"version": 3', `"version": ${version}`)
        .replace('  "channels": 0,\n', ''),
    );
    rmSync(join(archive, 'channels.jsonl'));
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
