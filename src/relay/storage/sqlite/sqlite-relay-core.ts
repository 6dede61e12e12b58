import type Database from 'better-sqlite3';
import type { RelayStorageCore } from '../relay-storage-core.ts';
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
import { prepareQueries } from './queries/all.ts';

/** The port's calls on one connection, at once. Making one begins a generation of the data. Calls that write belong inside a transaction: `runBatch` sees to it. */
export function createSqliteRelayCore(database: Database.Database): RelayStorageCore {
  const queries = prepareQueries(database);
  queries.generations.begin();
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
  };
}
