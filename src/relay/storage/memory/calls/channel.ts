import type { ChannelStorage } from '../../channel-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import type { MemoryTables } from '../memory-tables.ts';

/** The port's calls about channels. */
export function channelCalls({ channels, integrations }: MemoryTables): CorePart<ChannelStorage> {
  return {
    createChannel: (asked) => channels.create(asked),
    changeChannel: (asked) => channels.change(asked),
    draftAnnouncement: (asked) => channels.draft(asked),
    actOnAnnouncement(asked) {
      const before = channels.list(asked.channel, asked.seq + 1, 1)[0]?.publishedAt ?? null;
      const outcome = channels.act(asked);
      if (outcome.kind === 'changed' && before === null && outcome.announcement.publishedAt !== null) {
        integrations.queueAnnouncement(outcome.announcement, asked.at);
      }
      return outcome;
    },
    loadChannels: (at) => channels.load(at),
    listAnnouncements: (channel, before, limit) => channels.list(channel, before, limit),
    reportChannel: (report) => channels.report(report),
    channelReads: (user, since) => channels.reads(user, since),
    reach: (channel, seqs) => channels.reach(channel, seqs),
    reachPoints: (channel, seq) => channels.reachPoints(channel, seq),
  };
}
