import { AppError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { ConversationHead } from '../../shared/model/conversation.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
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
   * store fail; the position has not moved then.
   */
  run(session: RelaySession): Promise<ConversationHead[]>;
  /** The relay promises that everything up to here was sent (SYN-6). Ignored during a run. */
  checkpoint(position: number): Promise<void>;
}

export interface CatchUpDeps {
  readonly store: Store;
  readonly inbox: Inbox;
  readonly feed: ChangeFeed;
  readonly reporter: Reporter;
  readonly receipts: ReceiptRefresh;
  readonly channels: Pick<ChannelSync, 'apply' | 'follow'>;
  readonly logger: Logger;
}

export function createCatchUp({
  store,
  inbox,
  feed,
  reporter,
  receipts,
  channels,
  logger,
}: CatchUpDeps): CatchUp {
  let running = 0;

  async function advance(position: number): Promise<void> {
    if (position > (await store.read.position())) await store.write.setPosition(position);
  }

  async function pullHeads(session: RelaySession): Promise<{ heads: ConversationHead[]; position: number }> {
    const since = await store.read.position();
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
    const rows = await store.read.conversations();
    return rows
      .filter(({ role }) => role === null)
      .slice(0, LIMITS.reportConversations)
      .map(({ id }) => id);
  }

  return {
    async run(session) {
      running += 1;
      try {
        const { heads, position } = await pullHeads(session);
        // Before the position: a change of receipts that was not asked for now would never be heard of again.
        await askOpenReceipts([...new Set([...heads.map(({ id }) => id), ...(await leftConversations())])]);
        if (!session.alive) throw new AppError('offline', 'the link has ended');
        await inbox.add(() => advance(position));
        logger.info({ changed: heads.length, position }, 'caught up');
        return heads;
      } finally {
        running -= 1;
      }
    },
    async checkpoint(position) {
      if (running === 0) await advance(position);
    },
  };
}
