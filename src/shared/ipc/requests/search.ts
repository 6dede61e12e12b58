import * as z from 'zod';
import { ConversationId, Timestamp, UserId } from '../../model/ids.ts';
import { AnnouncementHit } from '../channel-views.ts';
import { HistoryState, SearchableType, SearchHit } from '../views.ts';
import { PAGE, nothing, request } from './spec.ts';

export const SEARCH_REQUESTS = {
  /** Newest first by the time of the messages. Without words, everything that the rest of the arguments leaves. */
  'search.messages': request(
    z.object({
      query: z.string().max(200),
      conversation: ConversationId.optional(),
      sender: UserId.optional(),
      type: SearchableType.optional(),
      /** Sent at this time or later, and before this time. */
      since: Timestamp.optional(),
      until: Timestamp.optional(),
      /** Opaque; from the page before. */
      cursor: z.string().max(100).optional(),
      limit: z.int().min(1).max(PAGE),
    }),
    z.object({ hits: z.array(SearchHit), cursor: z.string().nullable() }),
  ),
  /** By the words of title and text, newest first. */
  'search.announcements': request(
    z.object({ query: z.string().max(200), limit: z.int().min(1).max(PAGE) }),
    z.object({ hits: z.array(AnnouncementHit) }),
  ),
  /** How much of the history a search covers; `history.changed` tells when that changes. */
  'history.get': request(nothing, HistoryState),
} as const;
