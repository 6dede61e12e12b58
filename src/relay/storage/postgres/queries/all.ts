import type { Session } from '../session.ts';
import type { StoredFigures } from '../../../metrics/stored-figures.ts';
import { prepareAccounts, type AccountQueries } from './accounts.ts';
import { prepareAnnouncements, type AnnouncementQueries } from './announcements.ts';
import { prepareChannels, type ChannelQueries } from './channels.ts';
import { prepareChannelReaders, type ChannelReaderQueries } from './channel-readers.ts';
import { type AdministrationQueries, prepareAdministration } from './administration.ts';
import { type IntegrationQueries, prepareIntegrations } from './integrations.ts';
import { prepareConversations, type ConversationQueries } from './conversations.ts';
import { prepareDevices, type DeviceQueries } from './devices.ts';
import { type DraftQueries, prepareDrafts } from './drafts.ts';
import { prepareEvents, type EventQueries } from './events.ts';
import { prepareFigures } from './figures.ts';
import { prepareFiles, type FileQueries } from './files.ts';
import { type GenerationQueries, prepareGenerations } from './generations.ts';
import { prepareHeads, type HeadQueries } from './heads.ts';
import { prepareInvites, type InviteQueries } from './invites.ts';
import { prepareMembers, type MemberQueries } from './members.ts';
import { prepareMessageExtras, type MessageExtrasQueries } from './message-extras.ts';
import { prepareMeta, type MetaQueries } from './meta.ts';
import { prepareTimelineMonths, type TimelineMonthQueries } from './timeline-months.ts';
import { type PacketQueries, preparePackets } from './packets.ts';
import { prepareProfiles, type ProfileQueries } from './profiles.ts';
import { prepareReadRanges, type ReadRangeQueries } from './read-ranges.ts';
import { prepareReceipts, type ReceiptQueries } from './receipts.ts';
import { prepareReports, type ReportQueries } from './reports.ts';

/** Every statement on a relay's data, prepared once for one connection. */
export interface Queries {
  readonly meta: MetaQueries;
  readonly generations: GenerationQueries;
  readonly accounts: AccountQueries;
  readonly devices: DeviceQueries;
  readonly conversations: ConversationQueries;
  readonly members: MemberQueries;
  readonly drafts: DraftQueries;
  readonly events: EventQueries;
  readonly months: TimelineMonthQueries;
  readonly extras: MessageExtrasQueries;
  readonly readRanges: ReadRangeQueries;
  readonly hiddenRanges: ReadRangeQueries;
  readonly receipts: ReceiptQueries;
  readonly reports: ReportQueries;
  readonly heads: HeadQueries;
  readonly files: FileQueries;
  readonly invites: InviteQueries;
  readonly channels: ChannelQueries;
  readonly announcements: AnnouncementQueries;
  readonly channelReaders: ChannelReaderQueries;
  readonly administration: AdministrationQueries;
  readonly integrations: IntegrationQueries;
  readonly packets: PacketQueries;
  readonly profiles: ProfileQueries;
  readonly figures: () => Promise<StoredFigures>;
}

export function prepareQueries(session: Session): Queries {
  return {
    meta: prepareMeta(session),
    generations: prepareGenerations(session),
    accounts: prepareAccounts(session),
    devices: prepareDevices(session),
    conversations: prepareConversations(session),
    members: prepareMembers(session),
    drafts: prepareDrafts(session),
    events: prepareEvents(session),
    months: prepareTimelineMonths(session),
    extras: prepareMessageExtras(session),
    readRanges: prepareReadRanges(session, 'read_set'),
    hiddenRanges: prepareReadRanges(session, 'hidden_set'),
    receipts: prepareReceipts(session),
    reports: prepareReports(session),
    heads: prepareHeads(session),
    files: prepareFiles(session),
    invites: prepareInvites(session),
    channels: prepareChannels(session),
    announcements: prepareAnnouncements(session),
    channelReaders: prepareChannelReaders(session),
    administration: prepareAdministration(session),
    integrations: prepareIntegrations(session),
    packets: preparePackets(session),
    profiles: prepareProfiles(session),
    figures: prepareFigures(session),
  };
}
