import type { AppError } from '../../../shared/errors.ts';
import type { RelayStorage } from '../port.ts';
import type { ReportOutcome, ReportRequest } from '../receipt-port.ts';
import type { AppendOutcome } from '../timeline-port.ts';
import { appendMany, type PlainAppend } from './append-many.ts';
import { accountCalls } from './calls/account.ts';
import { administrationCalls } from './calls/administration.ts';
import { channelCalls } from './calls/channel.ts';
import { conversationCalls } from './calls/conversation.ts';
import { deviceCalls } from './calls/device.ts';
import { draftCalls } from './calls/draft.ts';
import { fileCalls } from './calls/file.ts';
import { headCalls } from './calls/head.ts';
import { integrationCalls } from './calls/integration.ts';
import { inviteCalls } from './calls/invite.ts';
import { lineageCalls } from './calls/lineage.ts';
import { packetCalls } from './calls/packet.ts';
import { profileCalls } from './calls/profile.ts';
import { receiptCalls } from './calls/receipt.ts';
import { timelineCalls } from './calls/timeline.ts';
import type { Queries } from './queries/all.ts';
import { reportMany } from './report.ts';

/**
 * The port's calls on one connection, one after the other. Calls that write belong inside a batch: `PostgresWriter` sees to it;
 * those that read belong inside a snapshot.
 */
export interface PostgresRelayCore extends Omit<RelayStorage, 'close'> {
  /** Many of the plain kind, one after the other, for the statements of one. */
  appendMany(requests: readonly PlainAppend[]): Promise<(AppendOutcome | AppError)[]>;
  /** The same of reports. */
  reportMany(requests: readonly ReportRequest[]): Promise<(ReportOutcome | AppError)[]>;
}

export function createPostgresRelayCore(queries: Queries): PostgresRelayCore {
  return {
    ...lineageCalls(queries),
    ...accountCalls(queries),
    ...deviceCalls(queries),
    ...inviteCalls(queries),
    ...conversationCalls(queries),
    ...timelineCalls(queries),
    ...receiptCalls(queries),
    ...headCalls(queries),
    ...draftCalls(queries),
    ...packetCalls(queries),
    ...profileCalls(queries),
    ...channelCalls(queries),
    ...fileCalls(queries),
    ...integrationCalls(queries),
    ...administrationCalls(queries),
    appendMany: (requests) => appendMany(queries, requests),
    reportMany: (requests) => reportMany(queries, requests),
  };
}
