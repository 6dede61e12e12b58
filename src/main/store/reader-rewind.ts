import type { Database } from 'better-sqlite3';
import { intersectRanges } from '../../shared/model/range-set.ts';
import { createConversationQueries } from './queries/conversation-queries.ts';
import { createLostQueries } from './queries/lost-queries.ts';
import { createMetaQueries } from './queries/meta-queries.ts';
import { createRewindQueries } from './queries/rewind-queries.ts';
import type { RewindReader } from './rewind-port.ts';
import type { Sync } from './sync-api.ts';

const END = { at: Number.MAX_SAFE_INTEGER, num: Number.MAX_SAFE_INTEGER };

/** What is compared with a relay, and what it has lost. */
export function createRewindReader(db: Database): Sync<RewindReader> {
  const meta = createMetaQueries(db);
  const conversations = createConversationQueries(db);
  const queries = createRewindQueries(db);
  const lost = createLostQueries(db);
  return {
    followed: () => ({
      generation: meta.generation(),
      position: meta.followed(),
      comparing: meta.isComparing(),
    }),
    stretch(conversation, from, to) {
      const state = conversations.load(conversation);
      if (!state) return { landmarks: [], held: [] };
      return {
        landmarks: queries.landmarks(state.num, from, to),
        held: intersectRanges(state.held, [[from, to]]),
      };
    },
    unsettled: () => conversations.unsettled(),
    lost: (before, limit) => lost.page(before ?? END, limit),
    lostCounts: () => lost.counts(),
  };
}
