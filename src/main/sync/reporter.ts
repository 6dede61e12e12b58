import type { Clock, Random } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { ConversationHead } from '../../shared/model/conversation.ts';
import type { ConversationId } from '../../shared/model/ids.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { PendingReport, ReadableStore, WritableStore } from '../store/port.ts';
import { backoffMs } from './backoff.ts';
import type { RelaySession } from './relay-session.ts';
import { createReportPlan, DEFAULT_PACING } from './report-plan.ts';
import { isLinkFailure } from './uplink.ts';

/** Lets the first pages of a catch-up join the first report. */
const AFTER_SIGN_IN_MS = 300;

/**
 * Reports what this device has stored and what was shown, in batches as the conversations ask for (RCP-9). What is pending is
 * on disk: a report that fails, or a client that dies, reports again, and repeating a report is harmless (RCP-1).
 */
export interface Reporter {
  /** A head from the relay says how its conversation wants reports. */
  learn(head: ConversationHead): void;
  /** Events were stored. */
  stored(conversation: ConversationId): void;
  /** Messages were shown. */
  shown(conversation: ConversationId): void;
  /** A session has begun: everything pending goes out soon. */
  attach(session: ReportSession): void;
  detach(): void;
  /** Reports everything pending, now. Rejects when the link fails. */
  flush(): Promise<void>;
}

/** What reporting needs of a session. */
type ReportSession = Pick<RelaySession, 'request' | 'alive'>;

export interface ReporterDeps {
  readonly store: {
    readonly read: Pick<ReadableStore, 'pendingReports' | 'reportPacing'>;
    readonly write: Pick<WritableStore, 'reported'>;
  };
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

export function createReporter({ store, clock, random, logger }: ReporterDeps): Reporter {
  const plan = createReportPlan({ clock, random, onDue: () => void runDue() });
  let session: ReportSession | undefined;
  let sending: Promise<void> | undefined;
  let failures = 0;

  /** Sends the batches that `chosen` picks; resolves with whether more than one page was pending. */
  async function send(to: ReportSession, chosen: (report: PendingReport) => boolean): Promise<boolean> {
    const pending = await store.read.pendingReports();
    const full = pending.length >= LIMITS.reportConversations;
    const reports = pending.filter((report) => full || chosen(report)).map(fitting);
    if (reports.length === 0) return false;
    await to.request('receipt.report', {
      conversations: reports.map(({ conversation, delivered, read }) => ({
        conversation,
        ...(delivered > 0 ? { delivered } : {}),
        ...(read.length > 0 ? { read: read.map(([from, until]): [number, number] => [from, until]) } : {}),
      })),
    });
    await store.write.reported(reports);
    return full || reports.some(({ read }) => read.length === LIMITS.reportRanges);
  }

  async function runDue(): Promise<void> {
    const to = session;
    if (!to || sending) return;
    const due = plan.take();
    if (due !== 'all' && due.size === 0) {
      plan.resume();
      return;
    }
    try {
      sending = sendAll(to, ({ conversation }) => due === 'all' || due.has(conversation));
      await sending;
      failures = 0;
    } catch (error) {
      if (isLinkFailure(error)) return;
      failures += 1;
      logger.warn({ err: error, failures }, 'a report was refused');
      plan.everything(backoffMs(failures, random, 1_000));
    } finally {
      sending = undefined;
      if (session) plan.resume();
    }
  }

  async function sendAll(to: ReportSession, chosen: (report: PendingReport) => boolean): Promise<void> {
    while (to.alive && (await send(to, chosen)));
  }

  function note(conversation: ConversationId, what: 'stored' | 'shown'): void {
    if (!session) return;
    if (plan.knows(conversation)) {
      plan.note(conversation, what);
      return;
    }
    store.read.reportPacing(conversation).then(
      (pacing) => {
        plan.learn(conversation, pacing ?? DEFAULT_PACING);
        if (session) plan.note(conversation, what);
      },
      (error: unknown) =>
        logger.warn({ err: error, conversation }, 'the pacing of reports could not be read'),
    );
  }

  return {
    learn: (head) => plan.learn(head.id, head.report),
    stored: (conversation) => note(conversation, 'stored'),
    shown: (conversation) => note(conversation, 'shown'),
    attach(next) {
      session = next;
      plan.everything(AFTER_SIGN_IN_MS);
    },
    detach() {
      session = undefined;
      plan.clear();
    },
    async flush() {
      await sending?.catch(() => undefined);
      if (session) await sendAll(session, () => true);
    },
  };
}

/** Cut to what one request may carry; the rest stays pending. */
function fitting(report: PendingReport): PendingReport {
  return report.read.length <= LIMITS.reportRanges
    ? report
    : { ...report, read: report.read.slice(0, LIMITS.reportRanges) };
}
