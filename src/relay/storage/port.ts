import type { AccountStorage } from './account-port.ts';
import type { Administration } from './administration.ts';
import type { ChannelStorage } from './channel-port.ts';
import type { ConversationStorage } from './conversation-port.ts';
import type { DeviceStorage } from './device-port.ts';
import type { DraftStorage } from './draft-port.ts';
import type { FileStorage } from './file-port.ts';
import type { HeadStorage } from './head-port.ts';
import type { IntegrationStorage } from './integration-port.ts';
import type { InviteStorage } from './invite-port.ts';
import type { LineageStorage } from './lineage.ts';
import type { PacketStorage } from './packet-port.ts';
import type { ProfileStorage } from './profile-port.ts';
import type { ReceiptStorage } from './receipt-port.ts';
import type { TimelineStorage } from './timeline-port.ts';

/**
 * Where a relay keeps everything. All methods are safe to call concurrently; writes take effect in the order of the calls,
 * resolve in that order too, and only once they are durable. The pushes of a conversation keep their order by it (SEQ-3). A failing write rejects with `internal` and has changed nothing.
 * Adapters pass the suite in test/contract/relay-storage.
 */
export interface RelayStorage
  extends
    LineageStorage,
    AccountStorage,
    DeviceStorage,
    InviteStorage,
    ConversationStorage,
    TimelineStorage,
    ReceiptStorage,
    HeadStorage,
    DraftStorage,
    PacketStorage,
    ProfileStorage,
    ChannelStorage,
    FileStorage,
    IntegrationStorage,
    Administration {
  /** Waits for open writes. Later calls reject with `shutting_down`. */
  close(): Promise<void>;
}
