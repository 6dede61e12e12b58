import type { AppError, ErrorCode } from '../../shared/errors.ts';
import type { ConversationHead } from '../../shared/model/conversation.ts';
import type { Draft } from '../../shared/model/draft.ts';
import type { SendableContent, TimelineEvent } from '../../shared/model/event.ts';
import type { FlagsChange } from '../../shared/model/flags.ts';
import type { ClientId, ConversationId, FileId, UserId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import type { PictureId } from '../../shared/model/profile-picture.ts';
import type { RangeSet } from '../../shared/model/range-set.ts';
import type { ReceiptCount } from '../../shared/model/receipt.ts';
import type { DraftState, Seen } from './draft-state.ts';
import type { ArchiveWriter } from './archive-port.ts';
import type { ChannelReader, ChannelWriter } from './channel-port.ts';
import type { Greeted } from './queries/meta-queries.ts';
import type { RewindReader, RewindWriter } from './rewind-port.ts';
import type { StoreDelta } from './store-delta.ts';
import type {
  ConversationPlace,
  ConversationRow,
  SearchableType,
  SearchHit,
  StoreRecovery,
  TimelineItem,
} from '../../shared/ipc/views.ts';

/** Live events of one write. It holds up a write of the user's for as long as its events take: some 20 ms. */
export const MAX_PUSHES = 500;

/** Rows of the conversation list in one page: the main thread passes them on in some 2 ms. */
export const LIST_PAGE = 200;

/** The least that is to be known of a conversation where all are looked at. */
export interface KnownConversation {
  readonly id: ConversationId;
  readonly headSeq: number;
  /** I am no member any more. */
  readonly left: boolean;
  /** It came out of an archive: no relay knows of it. */
  readonly imported: boolean;
}

/** A file that a message of the outbox waits for, to be read from this disk. */
export interface NewUpload {
  readonly file: FileId;
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** When it was changed last; ms. */
  readonly modified: number;
  /** The path is a copy of the client's own. */
  readonly copied: boolean;
}

/** A picture of a person or group whose bytes are known to be those of its id. */
export interface KeptPicture {
  readonly id: PictureId;
  readonly bytes: Uint8Array;
}

export interface PendingUpload extends NewUpload {
  readonly message: ClientId;
}

/** An upload that nobody waits for any more. */
export interface ReleasedUpload {
  readonly file: FileId;
  readonly path: string;
  readonly copied: boolean;
}

export interface OutboxEntry {
  readonly conversation: ConversationId;
  readonly clientId: ClientId;
  readonly content: SendableContent;
  /** Seq of the message it answers. */
  readonly quote?: number | undefined;
  /** No receipts of it, please. */
  readonly receipt?: false | undefined;
}

/** The same with what it waits for: it is not sent before all its files are `done`. */
export interface QueuedEntry extends OutboxEntry {
  readonly upload: 'waiting' | 'paused' | 'done';
}

/**
 * What became of a pushed event. `gap`: something before it is missing, or the conversation is not known yet (SYN-5); nothing of
 * it was stored. `conflict`: another event has its seq here (SYN-11); nothing of it was stored.
 */
export type PushOutcome = 'applied' | 'duplicate' | 'gap' | 'conflict';

export interface PushesOutcome {
  readonly delta: StoreDelta;
  /** Of each event, in their order. */
  readonly outcomes: readonly PushOutcome[];
}

/** What the user sets of a conversation's flags; what is absent stays. `archived` is as of the newest event now. */
export interface OwnFlags {
  readonly pinned?: boolean | undefined;
  readonly muted?: boolean | undefined;
  readonly archived?: boolean | undefined;
  readonly unread?: boolean | undefined;
}

/** A batch for `receipt.report`; given back to `reported` once the relay has taken it. */
export interface PendingReport {
  readonly conversation: ConversationId;
  /** 0 = nothing new. */
  readonly delivered: number;
  readonly read: RangeSet;
}

/**
 * The writing half of the client's store. Each method is one transaction, committed when it resolves; a rejected one
 * (`disk_full`, `store_read_only`, `store_damaged`, `store_failed`) has changed nothing. What only this device knows (the outbox, what was shown, drafts, flags)
 * outlives a power cut from then on. What the relay can give again outlives the process; a power cut may take the newest
 * of it, and takes the position with it, so that it is pulled again.
 */
export interface WritableStore extends ArchiveWriter, ChannelWriter, RewindWriter {
  /** New heads from the relay and, with them, the position they belong to once all of them are stored (`null`: not yet). */
  applyHeads(heads: readonly ConversationHead[], position: number | null): Promise<StoreDelta>;
  /**
   * Pushed events in the order of the wire, at most `MAX_PUSHES`: each is applied only if it follows the newest seq. Their conversations'
   * badges and previews follow. A change of a message changes that message, its preview and the search index, and is no
   * item of its own.
   */
  applyPushes(events: readonly TimelineEvent[]): Promise<PushesOutcome>;
  /**
   * A pulled page: `events` are all visible events from the first of them (or `from`, if there is none) up to `to`. Never
   * changes a badge: the head has counted them. At most 200 events.
   */
  applyPage(
    conversation: ConversationId,
    from: number,
    to: number,
    events: readonly TimelineEvent[],
  ): Promise<StoreDelta>;
  setPosition(position: number): Promise<void>;
  /** What is not given stays as it is. */
  setGreeted(greeted: Partial<Greeted>): Promise<void>;
  /** Adds up to `limit` messages to a search index that was started anew, the newest first; false once it is whole. */
  indexMore(limit: number): Promise<boolean>;
  /** Merges some `pages` pages of the pieces that the search index has grown; false once there are few. */
  tidyIndex(pages: number): Promise<boolean>;

  /**
   * Takes up to `limit` more items over from a damaged file that this one has replaced. `more`: there may be others. Goes on
   * after a restart; what cannot be read is left for the relay to give.
   */
  salvageMore(limit: number): Promise<{ readonly delta: StoreDelta; readonly more: boolean }>;
  /** Writes something, and nothing that matters: resolves if the disk takes it. */
  probe(): Promise<void>;
  /** The user has been told of the recovery. */
  recoverySeen(): Promise<void>;

  /** Message row, outbox row and those of its files at once. The message is shown at the end of its conversation. */
  enqueue(entry: OutboxEntry, at: number, uploads?: readonly NewUpload[]): Promise<StoreDelta>;
  /** The relay has all of the file. */
  uploaded(file: FileId): Promise<StoreDelta>;
  /** Holds back, or lets go on, the files of a message of the outbox; the message waits with them. */
  pauseUploads(clientId: ClientId, paused: boolean): Promise<StoreDelta>;
  /** Forgets uploads whose messages the relay has stored, or the user has deleted; at most 200. */
  releaseUploads(): Promise<readonly ReleasedUpload[]>;
  /** The relay has stored it: out of the outbox. Harmless when the pushed event came first. */
  confirmSent(clientId: ClientId, seq: number, at: number): Promise<StoreDelta>;
  /** The relay refused it for good: out of the outbox, kept as failed. */
  failSend(clientId: ClientId, error: ErrorCode): Promise<StoreDelta>;
  /** A failed message goes back to the end of the outbox. */
  retrySend(clientId: ClientId): Promise<StoreDelta>;
  /** Only what the relay has not stored; anything else is `not_found`. */
  deleteUnsent(clientId: ClientId): Promise<StoreDelta>;

  /** Adds what was shown to my read set and to the next report. `'all'`: up to the head. */
  markRead(conversation: ConversationId, seqs: RangeSet | 'all'): Promise<StoreDelta>;
  /** What a report carried is no longer pending. */
  reported(reports: readonly PendingReport[]): Promise<void>;
  /** `read.updated`: my whole read set and badge as of `headSeq`; reads not yet reported stay on top of it. */
  applyRead(
    conversation: ConversationId,
    headSeq: number,
    read: RangeSet,
    unread: number,
  ): Promise<StoreDelta>;
  /** New counts of my messages; those of messages that are not here are dropped. */
  applyReceipts(conversation: ConversationId, counts: readonly ReceiptCount[]): Promise<StoreDelta>;

  putPeople(people: readonly Person[]): Promise<StoreDelta>;
  /** People as they are now, as far as anything here refers to them, and where `people.pull` goes on from (`null`: it does not say). */
  changePeople(people: readonly Person[], position: number | null): Promise<StoreDelta>;
  /** Keeps a picture that was fetched; beyond some 50 MB the ones that came first go. */
  keepPicture(picture: KeptPicture): Promise<void>;
  /** Kept until the relay has been told; a head that comes before does not undo it. */
  setFlags(conversation: ConversationId, flags: OwnFlags): Promise<StoreDelta>;
  /** The relay has taken these; what has been set differently since is still to be told. */
  flagsTold(conversation: ConversationId, told: FlagsChange): Promise<void>;
  /** What is written here. It never replaces what came from elsewhere and `seen` does not know of: both are kept. */
  setDraft(conversation: ConversationId, text: string, seen?: Seen): Promise<StoreDelta>;
  /**
   * What other devices have written, as the relay tells it. Those of conversations that are not known yet are left out, and the position
   * does not pass them: they are pulled again.
   */
  applyDrafts(drafts: readonly Draft[], position: number | null): Promise<StoreDelta>;
  /** The relay has stored this text with this revision. */
  draftSaved(conversation: ConversationId, text: string, revision: number): Promise<StoreDelta>;
}

export type PageAnchor =
  { readonly at: 'latest' } | { readonly at: 'before' | 'after' | 'around'; readonly seq: number };

export interface StoredPage {
  readonly items: readonly TimelineItem[];
  readonly atStart: boolean;
  readonly atEnd: boolean;
  /** The nearest visible seqs that are not on disk, as many as the page has items too few. */
  readonly missing: RangeSet;
}

/** A message of which this disk has no content. */
export interface UnsupportedMessage {
  readonly place: number;
  readonly conversation: ConversationId;
  readonly seq: number;
}

/** A range of visible seqs that are not on disk. */
export interface Hole {
  readonly conversation: ConversationId;
  readonly from: number;
  readonly to: number;
  /** Something older is on disk, and may have been changed in this range. */
  readonly inside: boolean;
}

export interface HistoryShare {
  /** Seqs that I may see, and how many of them are not on disk. */
  readonly visible: number;
  readonly lacking: number;
  /** Messages that the search index had to take in anew, and how many are left; 0 and 0 when it is whole. */
  readonly reindexing: { readonly total: number; readonly left: number };
}

export interface SearchQuery {
  readonly text: string;
  readonly conversation?: ConversationId | undefined;
  readonly sender?: UserId | undefined;
  readonly type?: SearchableType | undefined;
  /** Sent at this time or later, and before this time; ms since 1970. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** As the page before gave it. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The reading half; never waits for a writer. */
export interface ReadableStore extends ChannelReader, RewindReader {
  /** Where `sync.pull` goes on; 0 = never synced. */
  position(): Promise<number>;
  greeted(): Promise<Greeted>;
  /**
   * Messages that came as `unsupported` for want of one of these features, whose places come after `after`, in the order of their
   * places; at most `limit`. Looks at every message.
   */
  unsupported(features: readonly string[], after: number, limit: number): Promise<UnsupportedMessage[]>;
  conversation(id: ConversationId): Promise<ConversationRow | undefined>;
  /** Pinned first, then newest first: at most `LIST_PAGE`, from the first on or those after such a place. */
  conversations(after?: ConversationPlace): Promise<ConversationRow[]>;
  /** All of them, in the order of the list. */
  knownConversations(): Promise<KnownConversation[]>;
  conversationsById(ids: readonly ConversationId[]): Promise<ConversationRow[]>;
  totalUnread(): Promise<number>;
  /** Where `draft.pull` goes on; 0 = never pulled. */
  draftPosition(): Promise<number>;
  /** Whose drafts the relay does not know, without those that wait for the user to choose; at most `limit`. */
  unsavedDrafts(limit: number): Promise<ConversationId[]>;
  draft(conversation: ConversationId): Promise<DraftState | undefined>;
  /** How the relay wants this conversation's reports batched (RCP-9); `undefined` if it is not known. */
  reportPacing(
    conversation: ConversationId,
  ): Promise<{ readonly messages: number; readonly withinMs: number } | undefined>;
  /**
   * Items around the anchor, ascending, never across a seq that is missing on disk; unsent messages are last. Events that
   * only change a message are no items: what is missing is counted in items, however many such events are between.
   */
  page(conversation: ConversationId, anchor: PageAnchor, limit: number): Promise<StoredPage>;
  /** What `page` tells as missing at `latest`, without reading any item. */
  newestMissing(conversation: ConversationId, limit: number): Promise<RangeSet>;
  itemsByKey(conversation: ConversationId, keys: readonly string[]): Promise<TimelineItem[]>;
  /** Visible seqs of `from … to` that are not on disk. */
  missing(conversation: ConversationId, from: number, to: number): Promise<RangeSet>;

  /**
   * Visible seqs that are not on disk, the newest of each conversation; at most `limit`. First those that lie above something on
   * disk, which may have been changed in them, then the others; both newest first.
   */
  holes(limit: number): Promise<Hole[]>;
  /** How much of the history is on disk, and how much of that in the search index. */
  historyShare(): Promise<HistoryShare>;

  /** What became of the file before this one; `null` if there was none, or the user knows. */
  recovery(): Promise<StoreRecovery | null>;

  /** Oldest first, over all conversations; at most `limit`. */
  outbox(limit: number): Promise<QueuedEntry[]>;
  /**
   * What can be sent now: the first of each conversation, past those whose files are held back, unless it waits for its files. Oldest
   * first; at most `limit`.
   */
  toSend(limit: number): Promise<OutboxEntry[]>;
  /** Files to be uploaded now, in the order of the outbox; at most `limit`. */
  uploads(limit: number): Promise<PendingUpload[]>;
  /** A file that is on its way, or held back, from this disk. */
  upload(file: FileId): Promise<PendingUpload | undefined>;
  /** What waits to be reported; at most 200 conversations. */
  pendingReports(): Promise<PendingReport[]>;
  /** Flags that the relay has not been told; at most 100 conversations. */
  pendingFlags(): Promise<readonly { readonly conversation: ConversationId; readonly change: FlagsChange }[]>;
  /** My newest sent messages, at most `limit` of each conversation, that are not known to be all read. */
  openReceipts(
    conversations: readonly ConversationId[],
    limit: number,
  ): Promise<{ conversation: ConversationId; seqs: number[] }[]>;
  /**
   * People that rows here refer to and whose names are not known, those first that were referred to first; at most `limit`, of those
   * that follow `after`.
   */
  unknownPeople(limit: number, after?: UserId): Promise<UserId[]>;
  people(users: readonly UserId[]): Promise<Person[]>;
  /** Where `people.pull` goes on; in a store that knows nobody yet, where everything is. */
  peoplePosition(): Promise<number>;
  /** A picture that was fetched. */
  picture(picture: PictureId): Promise<Uint8Array | undefined>;
  /** By either name, also by pinyin and initials; case and diacritics ignored. At most `limit`, the best first. */
  searchPeople(query: string, limit: number): Promise<Person[]>;
  /** By the time of the messages, newest first, in whatever order they came here. */
  search(query: SearchQuery): Promise<{ hits: SearchHit[]; cursor: string | null }>;
}

/** Both halves and their life. Adapters: in worker threads (`openStore`), and in the caller's thread for simulations. */
export interface Store {
  readonly read: ReadableStore;
  readonly write: WritableStore;
  /**
   * Tells of every call that the file or the disk has failed: with its error, after it was rejected; and once, with `isOver`, that the
   * store has ended by itself and must be opened anew. One listener.
   */
  onFault(listener: (error: AppError, isOver: boolean) => void): void;
  /** Waits for open calls, at most 5 s; later calls reject with `cancelled`. */
  close(): Promise<void>;
}
