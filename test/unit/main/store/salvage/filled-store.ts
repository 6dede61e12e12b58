import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { OpenedStore } from '../../../../../src/main/store/open-store.ts';
import { openStoreInThread } from '../../../../../src/main/store/open-store.ts';
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
  realClock,
  TEAM,
} from '../../../../contract/client-store/fixture.ts';

export const MESSAGES = 600;
export const OTHER = conversationId(2);

export function openMine(file: string, suspected = false): OpenedStore {
  return openStoreInThread({ file, me: ME, clock: realClock, suspected });
}

/** A store with something of everything that only this device knows, closed. */
export async function fillAndClose(file: string): Promise<void> {
  const store = openMine(file);
  const { write } = store;
  await write.putPeople([
    { id: ANNA, name: 'anna', displayName: 'Anna' },
    { id: ME, name: 'me', displayName: 'Me' },
  ]);
  await write.applyHeads([head({ title: 'Team' }), head({ id: OTHER, title: 'Other' })], 9);
  await write.applyPage(TEAM, 1, 1, [created()]);
  for (const n of [1, 2, 3])
    await write.enqueue(
      { conversation: TEAM, clientId: clientId(9_000 + n), content: { type: 'text', text: `unsent ${n}` } },
      10_000_000 + n,
    );
  await write.failSend(clientId(9_002), 'too_large');
  for (let seq = 2; seq <= MESSAGES; seq++)
    await applyPush(write, message(seq, seq % 3 === 0 ? BO : ANNA, `第 ${seq} 条 ${'words '.repeat(20)}`));
  await applyPush(write, {
    kind: 'reaction.added',
    conversation: TEAM,
    seq: MESSAGES + 1,
    ordinal: MESSAGES,
    sender: BO,
    at: 9_000_000,
    target: 5,
    emoji: '👍',
  });
  await write.markRead(TEAM, [[1, 100]]);
  await write.setDraft(OTHER, '草稿 draft');
  await write.setFlags(OTHER, { pinned: true });
  await store.close();
}

export function bytesOf(file: string): Buffer {
  return readFileSync(file);
}

/** As after a session that did not end well: the file is checked. */
export function uncleanly(file: string): void {
  const db = new Database(file);
  db.prepare("UPDATE meta SET value = '0' WHERE key = 'clean'").run();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

/** Until nothing is left to be taken over; the number of steps. */
export async function salvageAll({ write }: OpenedStore, limit = 50): Promise<number> {
  for (let steps = 1; ; steps++) if (!(await write.salvageMore(limit)).more) return steps;
}
