import type { Clock, MakeId } from '../../../shared/clock.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ConversationRow, RelayRules } from '../../../shared/ipc/views.ts';
import type { Logger } from '../../../shared/logger.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import type { Archive } from '../../archive/create-archive.ts';
import type { Media } from '../../media/create-media.ts';
import type { Store } from '../../store/port.ts';
import type { EngineDisk } from '../engine-disk.ts';
import type { Backfill } from '../backfill.ts';
import type { ChannelSync } from '../channel-sync.ts';
import type { ChangeFeed } from '../change-feed.ts';
import type { FlagTeller } from '../flag-teller.ts';
import type { DraftSync } from '../draft-sync.ts';
import type { Freshener } from '../freshener.ts';
import type { History } from '../history.ts';
import type { HistoryProgress } from '../history-progress.ts';
import type { Inbox } from '../inbox.ts';
import type { Outbox } from '../outbox.ts';
import type { PeopleDirectory } from '../people-directory.ts';
import type { Presence } from '../presence.ts';
import type { ProfileSync } from '../profile-sync.ts';
import type { ReceiptRefresh } from '../receipt-refresh.ts';
import type { Reindexer } from '../reindexer.ts';
import type { Reporter } from '../reporter.ts';
import type { SessionLoop } from '../session-loop.ts';
import type { StorageWatch } from '../storage-watch.ts';
import type { CurrentSession } from '../uplink.ts';

/** What the handlers of an engine work with. */
export interface HandlerContext {
  readonly me: UserId;
  readonly store: Store;
  readonly clock: Clock;
  readonly makeId: MakeId;
  readonly logger: Logger;
  readonly loop: SessionLoop;
  readonly session: CurrentSession;
  readonly inbox: Inbox;
  readonly feed: ChangeFeed;
  readonly history: History;
  readonly progress: HistoryProgress;
  readonly backfill: Backfill;
  readonly freshener: Freshener;
  readonly outbox: Outbox;
  readonly media: Media | undefined;
  readonly archive: Archive | undefined;
  readonly disk: EngineDisk | undefined;
  readonly reindexer: Reindexer;
  readonly reporter: Reporter;
  readonly flags: FlagTeller;
  readonly receipts: ReceiptRefresh;
  readonly people: PeopleDirectory;
  readonly profiles: ProfileSync;
  readonly presence: Presence;
  readonly channels: ChannelSync;
  readonly storage: StorageWatch;
  readonly drafts: DraftSync;
  /** As the relay of this or the last session said. */
  readonly relayRules: () => RelayRules;
  /** Tells how much a relay has lost; to be called when that has changed. */
  readonly tellLost: () => void;
}

/** The row of a conversation; throws `not_found` for one that this device does not know. */
export async function requireConversation(
  { store }: HandlerContext,
  id: ConversationId,
): Promise<ConversationRow> {
  const row = await store.read.conversation(id);
  if (!row) throw new AppError('not_found', 'no such conversation', { field: 'conversation' });
  return row;
}
