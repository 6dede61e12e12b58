import { AppError } from '../../../shared/errors.ts';
import { MAX_GROUP_MEMBERS } from '../../../shared/model/conversation.ts';
import type { NewConversation } from '../conversation-port.ts';
import { createdEvent, titleOf } from '../created-event.ts';
import type { StorageResult } from '../relay-storage-core.ts';
import type { CreatedAs } from '../rows/conversation.ts';
import type { Queries } from './queries/all.ts';
import { requireDevice } from './require-device.ts';
import { uuidToBytes } from './uuid-bytes.ts';

/** Creates a conversation with its first event, or finds it. Runs inside a transaction. */
export function createConversation(
  queries: Queries,
  asked: NewConversation,
): StorageResult<'createConversation'> {
  const { accounts, conversations, events, members } = queries;
  const creator = accounts.key(asked.creator);
  requireDevice(queries, asked.device);
  const peer = asked.kind === 'direct' ? accounts.key(asked.peer) : creator;
  if (creator === undefined || peer === undefined) throw new AppError('not_found');
  const as: CreatedAs<Buffer> =
    asked.kind === 'direct'
      ? { kind: 'direct', low: Math.min(creator, peer), high: Math.max(creator, peer) }
      : { kind: 'group', creator, clientId: uuidToBytes(asked.clientId) };
  const known = conversations.createdAs(as);
  const first = known && events.get(known.key, 1);
  if (known && first) return { id: known.id, created: false, event: first };

  // MEM-2: nobody begins to talk to somebody who is gone.
  if (asked.kind === 'direct' && accounts.activeKey(asked.peer) === undefined)
    throw new AppError('not_found');
  const others = asked.kind === 'direct' ? [asked.peer] : asked.users;
  const joining = [asked.creator, ...others].flatMap((user) => {
    const account = accounts.activeKey(user);
    if (account === undefined) return [];
    const role = asked.kind === 'group' && account === creator ? ('owner' as const) : ('member' as const);
    return [{ user, account, role }];
  });
  if (joining.length > MAX_GROUP_MEMBERS) throw new AppError('too_many');
  const event = createdEvent(
    asked,
    joining.map(({ user }) => user),
  );
  const position = queries.meta.nextPosition();
  const key = conversations.insert(asked.id, as, titleOf(asked));
  events.insert(key, creator, event);
  members.join(key, joining, 1, position);
  conversations.setMemberCount(key, joining.length);
  conversations.advance(key, 1, 0, position);
  return { id: asked.id, created: true, event, position };
}
