import type { Database } from 'better-sqlite3';
import type { UserId } from '../../shared/model/ids.ts';
import type { StoreKey } from './cipher.ts';
import { closeDatabase } from './database.ts';
import { GroupCommit } from './group-commit.ts';
import type { WritableStore } from './port.ts';
import type { Sync } from './sync-api.ts';
import { createArchiveWriter } from './writer-archive.ts';
import { createChannelArchiveWriter } from './writer-channel-archive.ts';
import { createChannelWriter } from './writer-channels.ts';
import { createDraftWriter } from './writer-drafts.ts';
import { createWriterContext } from './writer-context.ts';
import { createPageWriter } from './writer-page.ts';
import { createPushWriter } from './writer-pushes.ts';
import { createHeadWriter } from './writer-heads.ts';
import { createIndexWriter } from './writer-index.ts';
import { createOutboxWriter } from './writer-outbox.ts';
import { createPeopleWriter } from './writer-people.ts';
import { createReadWriter } from './writer-reads.ts';
import { createRecoveryWriter } from './writer-recovery.ts';
import { createRewindWriter } from './writer-rewind.ts';

/** The writing half in its own thread, and how it ends. */
export interface Writer extends WritableStore {
  /** Commits what is open and closes the file; later writes reject with `cancelled`. Idempotent. */
  close(): void;
}

/** The writing half over an opened database, which it owns from now on; `key` as it was opened with. */
export function createWriter(db: Database, me: UserId, key?: StoreKey): Writer {
  const context = createWriterContext(db, me);
  const group = new GroupCommit(db, () => {
    context.index.discard();
    context.forgotten.clear();
    context.forget();
  });
  const recovery = createRecoveryWriter(db, context, key);
  const parts: Sync<WritableStore> = {
    ...createHeadWriter(context),
    ...createPushWriter(context),
    ...createPageWriter(context),
    ...createOutboxWriter(context),
    ...createReadWriter(context),
    ...createPeopleWriter(context),
    ...createIndexWriter(context),
    ...createChannelWriter(db, context),
    ...recovery,
    ...createRewindWriter(db, context),
    ...createDraftWriter(context),
    ...createArchiveWriter(db, context),
    ...createChannelArchiveWriter(db, context),
  };
  /** The search index changes with the messages, or not at all. */
  function withIndex<T>(write: () => T): T {
    const value = write();
    context.index.flush();
    return value;
  }
  /** What the relay can give again. The position it belongs to is lost with it, so that it is asked for again. */
  const again = <T>(write: () => T): Promise<T> => group.run(() => withIndex(write), 'process');
  /** What only this device knows. */
  const own = <T>(write: () => T): Promise<T> => group.run(() => withIndex(write), 'power');
  return {
    applyHeads: (heads, position) => again(() => parts.applyHeads(heads, position)),
    applyPushes: (events) => again(() => parts.applyPushes(events)),
    tidyIndex: (pages) => again(() => parts.tidyIndex(pages)),
    indexMore: (limit) => again(() => parts.indexMore(limit)),
    salvageMore: (limit) => again(() => parts.salvageMore(limit)),
    probe: () => own(() => parts.probe()),
    recoverySeen: () => own(() => parts.recoverySeen()),
    applyPage: (conversation, from, to, events) =>
      again(() => parts.applyPage(conversation, from, to, events)),
    setPosition: (position) => again(() => parts.setPosition(position)),
    setGreeted: (greeted) => again(() => parts.setGreeted(greeted)),
    enqueue: (entry, at, uploads) => own(() => parts.enqueue(entry, at, uploads)),
    // Lost, the relay tells it again.
    uploaded: (file) => again(() => parts.uploaded(file)),
    pauseUploads: (clientId, paused) => own(() => parts.pauseUploads(clientId, paused)),
    releaseUploads: () => again(() => parts.releaseUploads()),
    // Lost, it is sent again, and SEQ-2 keeps it one.
    confirmSent: (clientId, seq, at) => again(() => parts.confirmSent(clientId, seq, at)),
    failSend: (clientId, error) => again(() => parts.failSend(clientId, error)),
    retrySend: (clientId) => own(() => parts.retrySend(clientId)),
    deleteUnsent: (clientId) => own(() => parts.deleteUnsent(clientId)),
    markRead: (conversation, seqs) => own(() => parts.markRead(conversation, seqs)),
    reported: (reports) => again(() => parts.reported(reports)),
    applyRead: (conversation, headSeq, read, unread) =>
      again(() => parts.applyRead(conversation, headSeq, read, unread)),
    applyReceipts: (conversation, counts) => again(() => parts.applyReceipts(conversation, counts)),
    putPeople: (people) => again(() => parts.putPeople(people)),
    changePeople: (people, position) => again(() => parts.changePeople(people, position)),
    keepPicture: (picture) => again(() => parts.keepPicture(picture)),
    applyChannels: (news) => again(() => parts.applyChannels(news)),
    markAnnouncementsRead: (channel, seqs) => own(() => parts.markAnnouncementsRead(channel, seqs)),
    channelsReported: (reports) => again(() => parts.channelsReported(reports)),
    setChannelsVersion: (version) => again(() => parts.setChannelsVersion(version)),
    setGeneration: (generation) => again(() => parts.setGeneration(generation)),
    beginComparing: () => own(() => parts.beginComparing()),
    rewind: (agreement) => own(() => parts.rewind(agreement)),
    endComparing: (generation) => own(() => parts.endComparing(generation)),
    // The archive may be gone when a power cut has taken it.
    importPart: (part) => own(() => parts.importPart(part)),
    importChannel: (part) => own(() => parts.importChannel(part)),
    restartIndex: () => own(() => parts.restartIndex()),
    forgetLost: () => own(() => parts.forgetLost()),
    setFlags: (conversation, flags) => own(() => parts.setFlags(conversation, flags)),
    flagsTold: (conversation, told) => again(() => parts.flagsTold(conversation, told)),
    setDraft: (conversation, text, seen) => own(() => parts.setDraft(conversation, text, seen)),
    applyDrafts: (drafts, position) => again(() => parts.applyDrafts(drafts, position)),
    // Lost, it is saved again, and the relay has it already.
    draftSaved: (conversation, text, revision) => again(() => parts.draftSaved(conversation, text, revision)),
    close() {
      if (!db.open) return;
      group.close();
      recovery.close();
      closeDatabase(db, !group.damaged);
    },
  };
}
