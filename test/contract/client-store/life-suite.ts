import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { expectCode } from '../../support/expect-code.ts';
import { ANNA, applyPush, clientId, head, message, TEAM, temporaryFolder, type Fixture } from './fixture.ts';

/** Opening, closing, and files that are not as they should be. */
export function lifeSuite({ open, team }: Fixture): void {
  describe('life', () => {
    it('has everything again after a restart', async () => {
      const file = join(temporaryFolder(), 'new', 'folder', 'store.db');
      const first = await open(file);
      await first.write.applyHeads([head()], 5);
      await applyPush(first.write, message(2, ANNA));
      await first.write.enqueue(
        { conversation: TEAM, clientId: clientId(90), content: { type: 'text', text: 'hi' } },
        9,
      );
      await first.write.setDraft(TEAM, 'draft');
      const before = [
        await first.read.conversations(),
        await first.read.page(TEAM, { at: 'latest' }, 10),
        await first.read.outbox(10),
        await first.read.pendingReports(),
        await first.read.position(),
      ];
      await first.close();
      const second = await open(file);
      expect(second.quarantined).toBeNull();
      expect([
        await second.read.conversations(),
        await second.read.page(TEAM, { at: 'latest' }, 10),
        await second.read.outbox(10),
        await second.read.pendingReports(),
        await second.read.position(),
      ]).toEqual(before);
    });

    it('answers open calls before it closes and cancels later ones', async () => {
      const store = await team();
      const open = applyPush(store.write, message(2, ANNA));
      const closing = store.close();
      await expectCode(store.read.position(), 'cancelled');
      await expectCode(store.write.setPosition(1), 'cancelled');
      await expect(open).resolves.toMatchObject({ kind: 'applied' });
      await closing;
      await store.close();
    });

    it('a write that is refused has changed nothing, and takes no other with it', async () => {
      const store = await team();
      const [first, refused, last] = await Promise.allSettled([
        applyPush(store.write, message(2, ANNA)),
        store.write.deleteUnsent(clientId(1)),
        applyPush(store.write, message(3, ANNA)),
      ]);
      expect([first.status, refused.status, last.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await store.read.conversation(TEAM)).toMatchObject({ headSeq: 3, unread: 2 });
    });

    it('refuses a file of a later version and leaves it as it is', async () => {
      const file = join(temporaryFolder(), 'store.db');
      await (await open(file)).close();
      const db = new Database(file);
      db.pragma('user_version = 9999');
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.close();
      await expectCode(
        Promise.resolve().then(() => open(file)),
        'store_newer',
      );
      const after = new Database(file, { readonly: true });
      expect(after.pragma('user_version', { simple: true })).toBe(9999);
      after.close();
    });

    const damages: [what: string, damage: (file: string) => void][] = [
      ['garbage', (file) => writeFileSync(file, 'This is not a database. '.repeat(500))],
      ['an empty file', (file) => writeFileSync(file, '')],
      [
        'another program’s database',
        (file) => {
          const db = new Database(file);
          db.exec('CREATE TABLE moz_places (id INTEGER)');
          db.close();
        },
      ],
    ];
    for (const [what, damage] of damages)
      it(`[X10] moves ${what} aside and starts anew`, async () => {
        const file = join(temporaryFolder(), 'store.db');
        damage(file);
        const bytes = readFileSync(file);
        const store = await open(file);
        expect(store.quarantined).toMatch(/store\.db\.corrupt-\d{8}T\d{6}Z$/);
        expect(readFileSync(store.quarantined ?? '')).toEqual(bytes);
        await store.write.applyHeads([head()], 1);
        expect(await store.read.conversations()).toHaveLength(1);
      });

    it('[X10] checks the file after a session that did not end, and moves a damaged one aside', async () => {
      const file = join(temporaryFolder(), 'store.db');
      const first = await open(file);
      await first.write.applyHeads([head()], 1);
      for (let seq = 2; seq < 200; seq++) await applyPush(first.write, message(seq, ANNA, 'x'.repeat(200)));
      await first.close();
      const db = new Database(file);
      db.prepare("UPDATE meta SET value = '0' WHERE key = 'clean'").run();
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.close();
      const handle = openSync(file, 'r+');
      const noise = Buffer.alloc(4096, 0x5a);
      for (let page = 20; page < 24; page++) writeSync(handle, noise, 0, noise.length, page * 4096);
      closeSync(handle);
      const second = await open(file);
      expect(second.quarantined).not.toBeNull();
      expect(await second.read.conversations()).toEqual([]);
    });
  });
}
