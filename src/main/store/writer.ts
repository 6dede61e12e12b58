import type { Database } from 'better-sqlite3';
import type { UserId } from '../../shared/model/ids.ts';
import { closeDatabase } from './database.ts';
import { GroupCommit } from './group-commit.ts';
import type { WritableStore } from './port.ts';
import type { Sync } from './sync-api.ts';
import { createWriterContext } from './writer-context.ts';
import { createEventWriter } from './writer-events.ts';
import { createHeadWriter } from './writer-heads.ts';
import { createOutboxWriter } from './writer-outbox.ts';
import { createPeopleWriter } from './writer-people.ts';
import { createReadWriter } from './writer-reads.ts';

/** The writing half in its own thread, and how it ends. */
export interface Writer extends WritableStore {
  /** Commits what is open and closes the file; later writes reject with `cancelled`. Idempotent. */
  close(): void;
}

/** The writing half over an opened database, which it owns from now on. */
export function createWriter(db: Database, me: UserId): Writer {
  const context = createWriterContext(db, me);
  const group = new GroupCommit(db);
  const parts: Sync<WritableStore> = {
    ...createHeadWriter(context),
    ...createEventWriter(context),
    ...createOutboxWriter(context),
    ...createReadWriter(context),
    ...createPeopleWriter(context),
  };
  return {
    applyHeads: (heads, position) => group.run(() => parts.applyHeads(heads, position)),
    applyPush: (event) => group.run(() => parts.applyPush(event)),
    applyPage: (conversation, from, to, events) =>
      group.run(() => parts.applyPage(conversation, from, to, events)),
    setPosition: (position) => group.run(() => parts.setPosition(position)),
    enqueue: (entry, at) => group.run(() => parts.enqueue(entry, at)),
    confirmSent: (clientId, seq, at) => group.run(() => parts.confirmSent(clientId, seq, at)),
    failSend: (clientId, error) => group.run(() => parts.failSend(clientId, error)),
    retrySend: (clientId) => group.run(() => parts.retrySend(clientId)),
    deleteUnsent: (clientId) => group.run(() => parts.deleteUnsent(clientId)),
    markRead: (conversation, seqs) => group.run(() => parts.markRead(conversation, seqs)),
    reported: (reports) => group.run(() => parts.reported(reports)),
    applyRead: (conversation, headSeq, read, unread) =>
      group.run(() => parts.applyRead(conversation, headSeq, read, unread)),
    applyReceipts: (conversation, counts) => group.run(() => parts.applyReceipts(conversation, counts)),
    putPeople: (people) => group.run(() => parts.putPeople(people)),
    setFlags: (conversation, flags) => group.run(() => parts.setFlags(conversation, flags)),
    setDraft: (conversation, text) => group.run(() => parts.setDraft(conversation, text)),
    close() {
      if (!db.open) return;
      group.close();
      closeDatabase(db, !group.damaged);
    },
  };
}
