import { AppError } from '../../shared/errors.ts';
import type { Media } from '../media/create-media.ts';
import type { Store } from '../store/port.ts';
import type { Backfill } from './backfill.ts';
import type { CatchUp } from './catch-up.ts';
import type { ChannelSync } from './channel-sync.ts';
import type { DraftSync } from './draft-sync.ts';
import { eagerOrder } from './eager-order.ts';
import type { FlagTeller } from './flag-teller.ts';
import type { Freshener } from './freshener.ts';
import type { GapRepair } from './gap-repair.ts';
import type { HistoryProgress } from './history-progress.ts';
import type { Outbox } from './outbox.ts';
import type { PeopleDirectory } from './people-directory.ts';
import type { Presence } from './presence.ts';
import type { ProfileSync } from './profile-sync.ts';
import type { ReceiptRefresh } from './receipt-refresh.ts';
import type { RelaySession } from './relay-session.ts';
import type { RelayTerms } from './relay-terms.ts';
import type { Relearner } from './relearner.ts';
import type { Reporter } from './reporter.ts';
import type { Restoration } from './restoration.ts';

/** Conversations whose newest page is there before the session counts as online; the others follow by themselves. */
const EAGER = 50;

/** What of an engine works with a session. */
export interface AttachmentParts {
  readonly read: Pick<Store['read'], 'knownConversations'>;
  readonly terms: Pick<RelayTerms, 'features' | 'files'>;
  readonly restoration: Restoration;
  readonly receipts: ReceiptRefresh;
  readonly catchUp: CatchUp;
  readonly gaps: GapRepair;
  readonly outbox: Outbox;
  readonly media: Media | undefined;
  readonly reporter: Reporter;
  readonly flags: FlagTeller;
  readonly freshener: Freshener;
  readonly presence: Presence;
  readonly channels: ChannelSync;
  readonly drafts: DraftSync;
  readonly people: PeopleDirectory;
  readonly profiles: ProfileSync;
  readonly progress: HistoryProgress;
  readonly relearner: Relearner;
  readonly backfill: Backfill;
}

/** Gives an engine's parts each session, in the order that they need. */
export interface Attachment {
  /**
   * Brings the store up to date with a new session and lets every part work with it. Resolves when the newest pages of what
   * has changed are there; rejects when the session ends before, with what was pulled kept.
   */
  attach(to: RelaySession): Promise<void>;
  /** Takes the session from all of them. Harmless when there was none. */
  detach(): void;
}

export function createAttachment(parts: AttachmentParts): Attachment {
  const { restoration, receipts, catchUp, gaps, outbox, media, reporter, flags } = parts;
  const { freshener, presence, channels, drafts, people, profiles, progress, relearner, backfill, terms } =
    parts;
  let resumed = false;

  /** Pages that the last run of the client had not pulled when it ended: their heads are on disk and do not come again. */
  async function resumeFreshening(): Promise<void> {
    if (resumed) return;
    resumed = true;
    void freshener.freshen((await parts.read.knownConversations()).map(({ id }) => id));
  }

  return {
    async attach(to) {
      await restoration.settle(to);
      receipts.attach(to);
      const heads = await catchUp.run(to);
      if (!to.alive) throw new AppError('offline', 'the link has ended');
      const features = terms.features();
      gaps.attach(to);
      outbox.attach(to);
      media?.attach(terms.files());
      reporter.attach(to);
      flags.attach(to);
      freshener.attach(to);
      presence.attach(to);
      if (features.includes('channels')) channels.attach(to);
      if (features.includes('drafts')) drafts.attach(to);
      // Before anybody is asked for: a store that knows nobody begins where it is.
      if (features.includes('profiles')) profiles.attach(to);
      people.check();
      const order = eagerOrder(heads);
      const eager = freshener.freshen(order.slice(0, EAGER));
      void freshener.freshen(order.slice(EAGER));
      await resumeFreshening();
      await eager;
      progress.note();
      relearner.learn(to, features);
      backfill.attach(to);
    },
    detach() {
      restoration.detach();
      receipts.detach();
      gaps.detach();
      outbox.detach();
      reporter.detach();
      flags.detach();
      freshener.detach();
      presence.detach();
      channels.detach();
      drafts.detach();
      profiles.detach();
      backfill.detach();
      media?.detach();
    },
  };
}
