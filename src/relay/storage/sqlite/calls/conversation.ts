import type { ConversationStorage } from '../../conversation-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import { createConversation } from '../create-conversation.ts';
import { loadConversation } from '../load-conversation.ts';
import type { Queries } from '../queries/all.ts';

/** The port's calls about conversations. Those that write run inside a transaction. */
export function conversationCalls(queries: Queries): CorePart<ConversationStorage> {
  return {
    createConversation: (asked) => createConversation(queries, asked),
    loadConversation: (id) => loadConversation(queries, id),
  };
}
