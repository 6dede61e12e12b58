import type { RunningAnnouncement } from '../../shared/model/channel.ts';
import {
  intersectRanges,
  normalizeRanges,
  subtractRanges,
  unionRanges,
} from '../../shared/model/range-set.ts';
import type { AnnouncementQueries } from './queries/announcement-queries.ts';
import type { ChannelProgress, ChannelQueries } from './queries/channel-queries.ts';

/** Revision of an announcement until the relay has told of it again; its own are greater. */
export const UNTOLD = 0;

/** Channels of a relay whose data were put back: everything is told again, and what is not, it has lost. */
export interface ChannelRewind {
  /** From now on whatever the relay tells replaces what is here, and what was read and has arrived is to be reported anew. */
  begin(): void;
  /** Makes room where the relay tells another announcement than the one that has its seq here; what is left of my progress. */
  makeRoom(progress: ChannelProgress, told: RunningAnnouncement): ChannelProgress;
  /** The relay has told all. What it has lost is over; it stays readable, and gives its seq to another one. */
  end(): void;
}

export function createChannelRewind(
  channels: ChannelQueries,
  announcements: AnnouncementQueries,
): ChannelRewind {
  return {
    begin() {
      announcements.forgetRevisions();
      channels.forgetRecalled();
      for (const progress of channels.all()) {
        channels.setProgress({
          ...progress,
          read: [],
          pending: unionRanges(progress.read, progress.pending),
          arrived: single(announcements.othersSeqs(progress.num)),
        });
      }
    },
    makeRoom(progress, told) {
      const here = announcements.told(progress.num, told.seq);
      if (here?.revision !== UNTOLD || here.state === 'recalled') return progress;
      if (here.sender === told.sender && (here.at === told.at || here.title === told.title)) return progress;
      announcements.lose(here.id);
      const gone = [[told.seq, told.seq]] as const;
      const left = {
        ...progress,
        read: subtractRanges(progress.read, gone),
        pending: subtractRanges(progress.pending, gone),
        arrived: subtractRanges(progress.arrived, gone),
      };
      channels.setProgress(left);
      return left;
    },
    end() {
      const lost = announcements.untold();
      if (lost.length === 0) return;
      for (const { id, state } of lost) {
        if (state === 'recalled') announcements.remove(id);
        else announcements.lose(id);
      }
      for (const progress of channels.all()) {
        const there = single(announcements.othersSeqs(progress.num));
        channels.setProgress({
          ...progress,
          pending: intersectRanges(progress.pending, there),
          arrived: intersectRanges(progress.arrived, there),
        });
      }
    },
  };
}

function single(seqs: readonly number[]) {
  return normalizeRanges(seqs.map((seq) => [seq, seq] as const));
}
