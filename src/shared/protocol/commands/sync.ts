import * as z from 'zod';
import { ConversationHead } from '../../model/conversation.ts';
import { TimelineEvent } from '../../model/event.ts';
import { ConversationId, Seq } from '../../model/ids.ts';
import { LIMITS } from '../limits.ts';
import { ChannelPage } from './channel.ts';
import { command, position } from './spec.ts';

/** Catching up. */
export const SYNC_COMMANDS = {
  'sync.pull': command(
    'signed-in',
    z.object({
      /** What the last `sync.pull` or `sync.checkpoint` gave; 0 = everything. */
      position,
      /** Where the page before ended. */
      after: ConversationId.optional(),
      limit: z.int().min(1).max(LIMITS.syncPage),
    }),
    z.object({
      conversations: z.array(ConversationHead),
      position,
      more: z.boolean(),
      /** With the first page, for clients that know channels; absent: nothing of them has changed. */
      channels: ChannelPage.optional(),
    }),
  ),
  'timeline.pull': command(
    'signed-in',
    z.object({
      conversation: ConversationId,
      from: Seq,
      to: Seq,
      limit: z.int().min(1).max(LIMITS.pageEvents),
    }),
    z.object({ events: z.array(TimelineEvent) }),
  ),
} as const;
