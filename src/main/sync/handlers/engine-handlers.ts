import type { EngineHandlers } from '../engine.ts';
import { accountHandlers } from './account-handlers.ts';
import { archiveHandlers } from './archive-handlers.ts';
import { channelHandlers } from './channel-handlers.ts';
import type { HandlerContext } from './context.ts';
import { conversationHandlers } from './conversation-handlers.ts';
import { fileHandlers } from './file-handlers.ts';
import { lostHandlers } from './lost-handlers.ts';
import { messageChangeHandlers } from './message-change-handlers.ts';
import { messageHandlers } from './message-handlers.ts';
import { peopleHandlers } from './people-handlers.ts';
import { packetHandlers } from './packet-handlers.ts';
import { profileHandlers } from './profile-handlers.ts';
import { presenceHandlers } from './presence-handlers.ts';
import { sessionHandlers } from './session-handlers.ts';
import { storageHandlers } from './storage-handlers.ts';
import { timelineHandlers } from './timeline-handlers.ts';

/** One for every request that an engine answers. */
export function engineHandlers(context: HandlerContext): EngineHandlers {
  return {
    ...sessionHandlers(context),
    ...peopleHandlers(context),
    ...conversationHandlers(context),
    ...messageHandlers(context),
    ...messageChangeHandlers(context),
    ...timelineHandlers(context),
    ...presenceHandlers(context),
    ...packetHandlers(context),
    ...accountHandlers(context),
    ...profileHandlers(context),
    ...channelHandlers(context),
    ...fileHandlers(context),
    ...storageHandlers(context),
    ...archiveHandlers(context),
    ...lostHandlers(context),
  };
}
