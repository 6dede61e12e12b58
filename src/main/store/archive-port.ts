import type {
  ArchivedAnnouncement,
  ArchivedChannel,
  ArchivedConversation,
  ArchivedEntry,
  ArchivedItem,
  ArchivedUnsent,
} from '../../shared/archive/format.ts';
import type { ChannelId, ConversationId, UserId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import type { StoreDelta } from './store-delta.ts';

/** One write brings at most so many items: it holds up the user's own writes for some 20 ms. */
export const MAX_IMPORTED = 100;

/** One page of an export: it crosses threads, and is made into lines there in a few ms. */
export const ARCHIVE_PAGE = {
  items: 200,
  /** Roughly, and but for the last item. */
  letters: 32 * 1024,
} as const;

/** A part of a conversation out of an archive. */
export interface ImportedPart {
  readonly conversation: ArchivedConversation;
  /** The seqs that this part is about, ascending from part to part; its items are all that the archive has there. */
  readonly from: number;
  readonly to: number;
  /** At most `MAX_IMPORTED`. */
  readonly items: readonly ArchivedItem[];
  /** At most `MAX_IMPORTED`. They come in as messages that have failed: nothing is sent that its user does not send again. */
  readonly unsent?: readonly ArchivedUnsent[];
}

/** Announcements of a channel out of an archive. */
export interface ImportedChannel {
  readonly channel: ArchivedChannel;
  /** At most `MAX_IMPORTED`. */
  readonly announcements: readonly ArchivedAnnouncement[];
}

export interface ImportedChannelOutcome {
  /** Announcements that were not here before. */
  readonly added: number;
  /** The channel is known here from archives only. */
  readonly archiveOnly: boolean;
}

export interface ImportedOutcome {
  readonly delta: StoreDelta;
  /** Items that were not here before. */
  readonly added: number;
  /** Messages that are here as others than the archive says: they stay as they are here. */
  readonly conflicts: number;
  /** The conversation is known here from archives only. */
  readonly archiveOnly: boolean;
}

/** What out of archives is written. */
export interface ArchiveWriter {
  /**
   * Adds what is not here and newer changes of what is, never anything twice; what the relay has told stays. A conversation that no
   * relay has told of is made, without a role in it: it can be read and searched, and nothing is asked of a relay about it.
   * Within a conversation of the relay's, nothing beyond its newest seq or outside my memberships is taken. What is on disk after
   * any part is whole in itself. `part`: an `ImportedPart` as `packPart` has packed it.
   */
  importPart(part: Uint8Array): Promise<ImportedOutcome>;
  /**
   * Adds announcements that are not here; `part`: an `ImportedChannel`, packed. What the relay tells of, or has recalled, stays as it is
   * here, and of its channels nothing comes in as running. A channel that no relay has told of is made, to be read only; more than some hundred of
   * them reject with `too_many`. Nothing of it is unread, nor reported.
   */
  importChannel(part: Uint8Array): Promise<ImportedChannelOutcome>;
  /** Empties the search index; `indexMore` fills it again. Texts are not found until then. */
  restartIndex(): Promise<void>;
}

/** A part of a channel; `place` is the greatest of its announcements. */
export interface ArchivedAnnouncementPage {
  readonly lines: readonly ArchivedAnnouncement[];
  readonly place: number;
}

/**
 * The store as it was at one moment, read in a thread of its own, so that nobody waits for it. While it is open, the store's journal
 * grows: to be closed soon.
 */
export interface StoreSnapshot {
  /** Ascending by id. */
  entries(): Promise<ArchivedEntry[]>;
  /** Rejects with `not_found`. */
  conversation(id: ConversationId): Promise<ArchivedConversation>;
  /** The oldest items above `after`, ascending: at most 200, and few when they are long. None: there are no more. */
  items(id: ConversationId, after: number): Promise<ArchivedItem[]>;
  /**
   * What waits to be sent, or has failed, without files and red packets: the first ones in the order of the outbox behind `skip` others,
   * few when they are long. Of more than `MAX_ARCHIVED_UNSENT` the later ones are left out.
   */
  unsent(id: ConversationId, skip: number): Promise<ArchivedUnsent[]>;
  /** Ascending by id, at most `MAX_ARCHIVED_CHANNELS`. */
  channels(): Promise<ArchivedChannel[]>;
  /** The first announcements above the place `after`, few when they are long, and the place of the last one. None: there are no more. */
  announcements(id: ChannelId, after: number): Promise<ArchivedAnnouncementPage>;
  /** Those of them whose names are known. */
  people(users: readonly UserId[]): Promise<Person[]>;
  /** Bytes of the file, and of the search index in it. Reads all of the index's pages. */
  sizes(): Promise<{ readonly store: number; readonly index: number }>;
  close(): Promise<void>;
}
