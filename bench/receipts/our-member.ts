import { v7 } from 'uuid';
import { createInbox } from '../../src/main/sync/inbox.ts';
import { createReceiptRefresh } from '../../src/main/sync/receipt-refresh.ts';
import { openRelaySession } from '../../src/main/sync/relay-session.ts';
import { createReporter } from '../../src/main/sync/reporter.ts';
import type { PendingReport } from '../../src/main/store/port.ts';
import type { StoreDelta } from '../../src/main/store/store-delta.ts';
import { systemClock } from '../../src/relay/bin/system.ts';
import { ReadTracker } from '../../src/renderer/src/features/chat/read-tracker.ts';
import { SILENT_LOGGER } from '../../src/shared/logger.ts';
import { ClientId, type ConversationId, type UserId } from '../../src/shared/model/ids.ts';
import { type RangeSet, subtractRanges, unionRanges } from '../../src/shared/model/range-set.ts';
import { SOCKET_PATH } from '../../src/shared/protocol/limits.ts';
import type { Push } from '../../src/shared/protocol/pushes.ts';
import { countingDialer, type FrameCounter } from './frame-counter.ts';

const NOTHING: StoreDelta = { conversations: [], people: [], timelines: [] };

export interface Member {
  send(text: string): Promise<unknown>;
  close(): void;
}

export interface MemberOptions {
  readonly port: number;
  readonly conversation: ConversationId;
  readonly user: UserId;
  readonly token: string;
  readonly counter: FrameCounter;
}

/**
 * A member whose frames are those of our client: its own session, reports, questions for counts and tracking of what was
 * shown, with a few variables in the place of the disk. Whoever it is has the conversation open and looks at it.
 */
export async function joinAsOurClient(options: MemberOptions): Promise<Member> {
  const { port, conversation, user, token, counter } = options;
  let stored = 0;
  let reportedUpTo = 0;
  let unreported: RangeSet = [];
  const reporter = createReporter({
    store: {
      read: {
        reportPacing: () => Promise.resolve(undefined),
        pendingReports(): Promise<PendingReport[]> {
          const delivered = stored > reportedUpTo ? stored : 0;
          const nothing = delivered === 0 && unreported.length === 0;
          return Promise.resolve(nothing ? [] : [{ conversation, delivered, read: unreported }]);
        },
      },
      write: {
        reported(reports) {
          for (const { delivered, read } of reports) {
            reportedUpTo = Math.max(reportedUpTo, delivered);
            unreported = subtractRanges(unreported, read);
          }
          return Promise.resolve();
        },
      },
    },
    clock: systemClock,
    random: Math.random,
    logger: SILENT_LOGGER,
  });
  const receipts = createReceiptRefresh({
    write: { applyReceipts: () => Promise.resolve(NOTHING) },
    clock: systemClock,
    inbox: createInbox(),
    feed: { add: () => undefined },
    logger: SILENT_LOGGER,
  });
  const tracker = new ReadTracker(systemClock, (seqs) => {
    unreported = unionRanges(unreported, seqs);
    reporter.shown(conversation);
    return Promise.resolve();
  });
  tracker.setAttentive(true);

  function onPush(push: Push): void {
    if (push.push !== 'timeline.appended') return;
    const { seq, sender } = push.body.event;
    stored = Math.max(stored, seq);
    if (sender === user) {
      receipts.want(conversation, [seq]);
      return;
    }
    reporter.stored(conversation);
    tracker.setInSight(seq, true);
  }

  const session = await openRelaySession(
    { dialer: countingDialer(counter), clock: systemClock, onPush },
    `ws://127.0.0.1:${port}${SOCKET_PATH}`,
    new AbortController().signal,
  );
  await session.request('session.hello', { versions: [1], client: { name: 'bench', version: '1' } });
  await session.request('session.resume', { token });
  const { conversations } = await session.request('sync.pull', { position: 0, limit: 200 });
  for (const head of conversations) reporter.learn(head);
  reporter.attach(session);
  receipts.attach(session);
  return {
    send: (text) =>
      session.request('message.send', {
        conversation,
        clientId: ClientId.parse(v7()),
        content: { type: 'text', text },
      }),
    close() {
      tracker.stop();
      reporter.detach();
      receipts.detach();
      session.close();
    },
  };
}
