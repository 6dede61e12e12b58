import { AppError } from '../../../../shared/errors.ts';
import { MAX_GROUP_MEMBERS } from '../../../../shared/model/conversation.ts';
import type { ConversationStorage, NewConversation } from '../../conversation-port.ts';
import { createdEvent, titleOf } from '../../created-event.ts';
import type { CorePart, StorageResult } from '../../relay-storage-core.ts';
import { MemoryConversation } from '../memory-conversation.ts';
import type { MemoryTables } from '../memory-tables.ts';

/** The port's calls about conversations. */
export function conversationCalls(tables: MemoryTables): CorePart<ConversationStorage> {
  return {
    createConversation: (asked) => createConversation(tables, asked),
    loadConversation: (id) => tables.conversations.get(id)?.snapshot(),
  };
}

function createConversation(
  tables: MemoryTables,
  asked: NewConversation,
): StorageResult<'createConversation'> {
  const { accounts, conversations, createdAs, integrations } = tables;
  accounts.requireDevice(asked.device);
  const key = creationKey(asked);
  const needed = asked.kind === 'direct' ? [asked.creator, asked.peer] : [asked.creator];
  if (!needed.every((user) => accounts.has(user))) throw new AppError('not_found');
  const known = createdAs.get(key);
  const first = known?.events[0];
  if (known && first) return { id: known.id, created: false, event: first };
  // MEM-2: nobody begins to talk to somebody who is gone.
  if (asked.kind === 'direct' && !accounts.isActive(asked.peer)) throw new AppError('not_found');
  const others = asked.kind === 'direct' ? [asked.peer] : asked.users;
  const users = [asked.creator, ...others.filter((user) => accounts.isActive(user))];
  if (users.length > MAX_GROUP_MEMBERS) throw new AppError('too_many');
  const conversation = new MemoryConversation(asked.id, asked.kind, titleOf(asked), integrations.bots);
  const position = tables.nextPosition();
  const event = createdEvent(asked, users);
  conversation.push(event);
  conversation.position = position;
  for (const user of users) {
    const owns = asked.kind === 'group' && user === asked.creator;
    conversation.join(user, owns ? 'owner' : 'member', 1, position);
  }
  conversations.set(asked.id, conversation);
  createdAs.set(key, conversation);
  return { id: asked.id, created: true, event, position };
}

function creationKey(asked: NewConversation): string {
  return asked.kind === 'direct'
    ? `direct ${[asked.creator, asked.peer].sort().join(' ')}`
    : `group ${asked.creator} ${asked.clientId}`;
}
