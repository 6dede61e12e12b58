import { AppError } from '../../shared/errors.ts';
import { ConversationId, type UserId } from '../../shared/model/ids.ts';
import type { CommandArgs } from '../../shared/protocol/commands.ts';
import type { NewConversation } from '../storage/conversation-port.ts';
import { NO_EFFECTS } from '../domain/event-effects.ts';
import type { Handler, HandlerContext } from './context.ts';
import { toHead } from './heads.ts';
import { appendEvent, noConversation, publishEvent } from './timeline-writer.ts';

/** MEM-2, MEM-3. */
export const createConversation: Handler<'conversation.create'> = async (context, caller, args) => {
  const { storage, writes } = context;
  const conversation = await newConversation(context, caller.user, args);
  const { id } = await writes.track(async () => {
    const outcome = await storage.createConversation(conversation);
    if (outcome.created) await publishEvent(context, outcome.event, NO_EFFECTS);
    return outcome;
  });
  const head = await storage.head(caller.user, id);
  if (!head) throw noConversation();
  return { conversation: toHead(head, context) };
};

async function newConversation(
  { storage, clock, makeId, device }: HandlerContext,
  creator: UserId,
  args: CommandArgs<'conversation.create'>,
): Promise<NewConversation> {
  const id = ConversationId.parse(makeId());
  const at = clock.now();
  if (args.kind === 'group') {
    const { kind, clientId, title } = args;
    const users = [...new Set(args.users)].filter((user) => user !== creator);
    return { kind, id, creator, clientId, title, users, at, device };
  }
  const { kind, peer } = args;
  if (peer === creator) {
    throw new AppError('bad_args', 'peer: a direct conversation needs somebody else', { field: 'peer' });
  }
  const people = await storage.peopleByIds([peer]);
  if (people.length === 0) throw new AppError('not_found', 'no such person', { field: 'peer' });
  return { kind, id, creator, peer, at, device };
}

/** MEM-6. */
export const rename: Handler<'conversation.rename'> = async (context, { user }, { conversation, title }) => {
  const event = { kind: 'conversation.renamed', title } as const;
  await appendEvent(context, { conversation, sender: user, action: 'rename', event });
  return {};
};

/** MEM-6, MEM-7. */
export const addMembers: Handler<'conversation.addMembers'> = async (context, { user }, args) => {
  const event = { kind: 'member.added', users: [...new Set(args.users)] } as const;
  const { conversation } = args;
  await appendEvent(context, { conversation, sender: user, action: 'addMembers', event });
  return {};
};

/** MEM-6, MEM-7. */
export const removeMembers: Handler<'conversation.removeMembers'> = async (context, { user }, args) => {
  const { conversation } = args;
  const users = [...new Set(args.users)];
  await appendEvent(context, {
    conversation,
    sender: user,
    action: 'removeMembers',
    event: { kind: 'member.removed', users },
  });
  return {};
};

/** MEM-6. */
export const leave: Handler<'conversation.leave'> = async (context, { user }, { conversation }) => {
  const event = { kind: 'member.removed', users: [user] } as const;
  await appendEvent(context, { conversation, sender: user, action: 'leave', event });
  return {};
};

/** By user id, ascending. */
export const listMembers: Handler<'conversation.members'> = (context, { user }, args) =>
  context.conversations.use(args.conversation, (state) => {
    if (!state?.isMember(user)) throw noConversation();
    return { ...state.memberPage(args.after, args.limit), total: state.memberCount };
  });
