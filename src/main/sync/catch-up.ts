import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { ConversationHead } from '../../shared/model/conversation.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import type { RelayReceiptPolicy } from '../../shared/model/receipt.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { Store } from '../store/port.ts';
import type { ChannelSync } from './channel-sync.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Inbox } from './inbox.ts';
import type { ReceiptRefresh } from './receipt-refresh.ts';
import type { RelaySession } from './relay-session.ts';
import type { Reporter } from './reporter.ts';

/** My newest open messages of each changed conversation whose counts are asked at once; older ones when they are shown. */
const OPEN_RECEIPTS = 100;

/** Brings the store's heads to where the relay is. */
export interface CatchUp {
  /**
   * Asks for what changed after the stored position (SYN-1) and stores the heads, the counts of my open messages, and then,
   * with all of them on disk, the new position. Resolves with the conversations that changed. Rejects when link, relay or
   * store fail; the position has not moved then. Heads say which policy of receipts applies: when the relay's is another one than
   * they were pulled under, all of them are asked for (RCP-11).
   */
  run(session: RelaySession): Promise<ConversationHead[]>;
  /** The relay promises that everything up to here was sent (SYN-6). Ignored during a run, and while counts are asked for. */
  checkpoint(position: number): Promise<void>;
}

export interface CatchUpDeps {
  readonly store: Store;
  readonly inbox: Inbox;
  readonly feed: ChangeFeed;
  readonly reporter: Reporter;
  readonly receipts: ReceiptRefresh;
  readonly channels: Pick<ChannelSync, 'apply' | 'follow'>;
  /** As the relay has greeted with. */
  readonly receiptPolicy: () => RelayReceiptPolicy | null;
  readonly logger: Logger;
}

export function createCatchUp({
  store,
  inbox,
  feed,
  reporter,
  receipts,
  channels,
  receiptPolicy,
  logger,
}: CatchUpDeps): CatchUp {
  let running = 0;
  /** An earlier run of the client may have ended before it asked the counts of what it had written. */
  let isFirst = true;

  async function advance(position: number): Promise<void> {
    if (position > (await store.read.position())) await store.write.setPosition(position);
  }

  async function pullHeads(
    session: RelaySession,
    since: number,
  ): Promise<{ heads: ConversationHead[]; position: number }> {
    const heads: ConversationHead[] = [];
    let position: number | undefined;
    let after: ConversationId | undefined;
    for (;;) {
      let applied: Promise<void> = Promise.resolve();
      const page = await session.request(
        'sync.pull',
        { position: since, after, limit: LIMITS.syncPage },
        {
          inOrder: ({ conversations, channels: news }) => {
            applied = inbox.add(async () => {
              feed.add(await store.write.applyHeads(conversations, null));
              if (news) await channels.apply(news);
            });
          },
        },
      );
      await applied;
      await channels.follow(session, page.channels);
      for (const head of page.conversations) reporter.learn(head);
      heads.push(...page.conversations);
      position ??= page.position;
      after = page.conversations.at(-1)?.id;
      if (!page.more || !after) return { heads, position };
    }
  }

  async function askOpenReceipts(conversations: readonly ConversationId[]): Promise<void> {
    for (let from = 0; from < conversations.length; from += LIMITS.reportConversations) {
      const batch = conversations.slice(from, from + LIMITS.reportConversations);
      const open = await store.read.openReceipts(batch, OPEN_RECEIPTS);
      for (const { conversation, seqs } of open) receipts.want(conversation, seqs);
      await receipts.flush();
    }
  }

  /** Others go on reading what I wrote before I left, but a conversation that I left does not count as changed. */
  async function leftConversations(): Promise<ConversationId[]> {
    const known = await store.read.knownConversations();
    return known
      .filter(({ left, imported }) => left && !imported)
      .slice(0, LIMITS.reportConversations)
      .map(({ id }) => id);
  }

  return {
    async run(session) {
      running += 1;
      try {
        const policy = receiptPolicy();
        const isSamePolicy = (await store.read.greeted()).receiptPolicy === policy;
        const since = isSamePolicy ? await store.read.position() : 0;
        const { heads, position } = await pullHeads(session, since);
        // Before the position: a change of receipts that was not asked for now would never be heard of again.
        const written = isFirst ? await store.read.unsettled() : [];
        await askOpenReceipts([
          ...new Set([...heads.map(({ id }) => id), ...written, ...(await leftConversations())]),
        ]);
        // And what others have asked for, or are about to.
        await receipts.flush();
        if (!session.alive) throw new AppError('offline', 'the link has ended');
        await inbox.add(() => advance(position));
        if (!isSamePolicy) await store.write.setGreeted({ receiptPolicy: policy });
        isFirst = false;
        logger.info({ changed: heads.length, position }, 'caught up');
        return heads;
      } finally {
        running -= 1;
      }
    },
    async checkpoint(position) {
      // What was not asked by then would never be heard of again; another checkpoint comes soon.
      if (running === 0 && receipts.idle) await advance(position);
    },
  };
}
