import type { ChannelStorage } from '../../channel-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import { channelReads, reach, reachPoints, reportChannel } from '../channel-reports.ts';
import {
  actOnAnnouncement,
  changeChannel,
  createChannel,
  draftAnnouncement,
  listAnnouncements,
  loadChannels,
} from '../channels.ts';
import type { Queries } from '../queries/all.ts';

/** The port's calls about channels. Those that write run inside a transaction. */
export function channelCalls(queries: Queries): CorePart<ChannelStorage> {
  return {
    createChannel: (asked) => createChannel(queries, asked),
    changeChannel: (asked) => changeChannel(queries, asked),
    draftAnnouncement: (asked) => draftAnnouncement(queries, asked),
    actOnAnnouncement: (asked) => actOnAnnouncement(queries, asked),
    loadChannels: (at) => loadChannels(queries, at),
    listAnnouncements: (channel, before, limit) => listAnnouncements(queries, channel, before, limit),
    reportChannel: (report) => reportChannel(queries, report),
    channelReads: (user, since) => channelReads(queries, user, since),
    reach: (channel, seqs) => reach(queries, channel, seqs),
    reachPoints: (channel, seq) => reachPoints(queries, channel, seq),
  };
}
