import * as z from 'zod';
import { ConversationId } from '../model/ids.ts';
import { Person } from '../model/person.ts';
import { ConversationRow } from './conversation-views.ts';
import { Transfer } from './file-views.ts';
import { TimelineItem } from './timeline-views.ts';

/** One batch of the change feed, sent after commit, at most 20 a second. */
export const StoreChange = z.object({
  conversations: z.array(ConversationRow),
  people: z.array(Person),
  timelines: z.array(
    z.object({
      conversation: ConversationId,
      /** New and changed items, ascending; at most 200. */
      items: z.array(TimelineItem),
      removed: z.array(z.string()),
      /** More changed than `items` lists, or a hole was closed: read the page again. */
      reset: z.boolean(),
    }),
  ),
  /** Files that move, each once with its newest state; absent: none does. */
  transfers: z.array(Transfer).optional(),
  /** Sum of all badges: the one total that list, tray and dock show. */
  totalUnread: z.int().min(0),
});
export type StoreChange = z.infer<typeof StoreChange>;
