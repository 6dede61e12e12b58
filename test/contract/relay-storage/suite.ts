import { afterEach, beforeEach, describe } from 'vitest';
import type { RelayStorage } from '../../../src/relay/storage/port.ts';
import { describeAccountChanges } from './account-changes-suite.ts';
import { describeAccounts } from './accounts-suite.ts';
import { describeAdministration } from './administration-suite.ts';
import { describeAppend } from './append-suite.ts';
import { describeChannels } from './channels-suite.ts';
import { describeConversations } from './conversations-suite.ts';
import { describeFiles } from './files-suite.ts';
import { describeIntegrations } from './integrations-suite.ts';
import { describeInvites } from './invites-suite.ts';
import { describeMemberChanges } from './member-changes-suite.ts';
import { describeFlags } from './flags-suite.ts';
import { describeDrafts } from './drafts-suite.ts';
import { describeHeads } from './heads-suite.ts';
import { describeMessages } from './messages-suite.ts';
import { describeModel } from './model-suite.ts';
import { describeNewMessages } from './new-messages-suite.ts';
import { describePackets } from './packets-suite.ts';
import { describeProfiles } from './profiles-suite.ts';
import { describeReceiptPolicies } from './receipt-policies-suite.ts';
import { describeReports } from './reports-suite.ts';
import { describeReplay } from './replay-suite.ts';
import { type Current, StorageFixture } from './storage-fixture.ts';
import { describeTimeline } from './timeline-suite.ts';
import { describeWrites } from './writes-suite.ts';

/** A fresh storage, and what removes it once it is closed. */
export interface OpenedStorage {
  readonly storage: RelayStorage;
  readonly cleanUp: () => void | Promise<void>;
}

/** Everything that port.ts promises, for any adapter. */
export function describeRelayStorage(
  name: string,
  open: () => Promise<OpenedStorage>,
  { modelRuns }: { readonly modelRuns: number },
): void {
  describe(`relay storage: ${name}`, () => {
    let opened: OpenedStorage;
    let fixture: StorageFixture;
    beforeEach(async () => {
      opened = await open();
      fixture = new StorageFixture(opened.storage);
    });
    afterEach(async () => {
      await opened.storage.close();
      await opened.cleanUp();
    });
    const current: Current = () => fixture;

    describeAccounts(current);
    describeAccountChanges(current);
    describeInvites(current);
    describeAdministration(current);
    describeConversations(current);
    describeMemberChanges(current);
    describeAppend(current);
    describeTimeline(current);
    describeNewMessages(current);
    describeMessages(current);
    describeReports(current);
    describeReceiptPolicies(current);
    describeFiles(current);
    describeHeads(current);
    describeFlags(current);
    describeChannels(current);
    describeDrafts(current);
    describePackets(current);
    describeProfiles(current);
    describeIntegrations(current);
    describeWrites(current);
    describeModel(current, modelRuns);
    describeReplay(current, modelRuns);
  });
}
