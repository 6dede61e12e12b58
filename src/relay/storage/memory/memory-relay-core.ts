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
import type { MemoryTables } from './memory-tables.ts';

/** The port's calls on data in plain objects, at once. */
export function createMemoryRelayCore(tables: MemoryTables): RelayStorageCore {
  return {
    ...lineageCalls(tables),
    ...accountCalls(tables),
    ...deviceCalls(tables),
    ...inviteCalls(tables),
    ...conversationCalls(tables),
    ...timelineCalls(tables),
    ...receiptCalls(tables),
    ...headCalls(tables),
    ...draftCalls(tables),
    ...packetCalls(tables),
    ...profileCalls(tables),
    ...channelCalls(tables),
    ...fileCalls(tables),
    ...integrationCalls(tables),
    ...administrationCalls(tables),
  };
}
