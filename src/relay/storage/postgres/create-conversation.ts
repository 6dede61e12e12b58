import { AppError } from '../../../shared/errors.ts';
import { MAX_GROUP_MEMBERS } from '../../../shared/model/conversation.ts';
import type { NewConversation } from '../conversation-port.ts';
import { createdEvent, titleOf } from '../created-event.ts';
import type { StorageResult } from '../relay-storage-core.ts';
import type { CreatedAs } from '../rows/conversation.ts';
import type { Queries } from './queries/all.ts';
import { monthOf } from './queries/timeline-months.ts';
import { requireDevice } from './require-device.ts';

/** Creates a conversation with its first event, or finds it. Runs inside a transaction. */
export async function createConversation(
  queries: Queries,
  asked: NewConversation,
): Promise<StorageResult<'createConversation'>> {
  const { accounts, conversations, events, members } = queries;
  const creator = await accounts.key(asked.creator);
  await requireDevice(queries, asked.device);
  const peer = asked.kind === 'direct' ? await accounts.key(asked.peer) : creator;
  if (creator === undefined || peer === undefined) throw new AppError('not_found');
  const as: CreatedAs<string> =
    asked.kind === 'direct'
      ? { kind: 'direct', low: Math.min(creator, peer), high: Math.max(creator, peer) }
      : { kind: 'group', creator, clientId: asked.clientId };
  const known = await conversations.createdAs(as);
  const first = known && (await events.get(known.key, 1));
  if (known && first) return { id: known.id, created: false, event: first };

  // MEM-2: nobody begins to talk to somebody who is gone.
  if (asked.kind === 'direct' && (await accounts.activeKey(asked.peer)) === undefined)
    throw new AppError('not_found');
  const others = asked.kind === 'direct' ? [asked.peer] : asked.users;
  const keys = await accounts.activeKeys([...new Set([asked.creator, ...others])]);
  const joining = [...keys].map(([user, account]) => {
    const role = asked.kind === 'group' && account === creator ? ('owner' as const) : ('member' as const);
    return { user, account, role };
  });
  if (joining.length > MAX_GROUP_MEMBERS) throw new AppError('too_many');
  const event = createdEvent(
    asked,
    joining.map(({ user }) => user),
  );
  const position = queries.meta.nextPosition();
  const key = await conversations.insert(asked.id, as, titleOf(asked));
  const month = monthOf(asked.at);
  await queries.months.begin(key, month, 1, 0);
  await events.insert(key, creator, month, event);
  await members.join(key, joining, 1, position);
  await conversations.setMemberCount(key, joining.length);
  await conversations.advance(key, { seq: 1, ordinal: 0, month, position });
  return { id: asked.id, created: true, event, position };
}
