import { AppError } from '../../shared/errors.ts';
import { ConversationId, type UserId } from '../../shared/model/ids.ts';
import type { CommandArgs } from '../../shared/protocol/commands.ts';
import type { NewConversation } from '../storage/conversation-port.ts';
import { NO_EFFECTS } from '../domain/event-effects.ts';
import type { Handler, HandlerContext } from './context.ts';
import { ownHead } from './heads.ts';
import { noConversation } from './refusals.ts';
import { publishEvent } from './timeline-writer.ts';

/** MEM-2, MEM-3. */
export const createConversation: Handler<'conversation.create'> = async (context, caller, args) => {
  const { storage, writes } = context;
  const conversation = await newConversation(context, caller.user, args);
  const { id } = await writes.track(async () => {
    const outcome = await storage.createConversation(conversation);
    const { created, event, position } = outcome;
    if (created) {
      await publishEvent(context, event, { ...NO_EFFECTS, ...(position === undefined ? {} : { position }) });
    }
    return outcome;
  });
  return { conversation: await ownHead(context, caller.user, id) };
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

/** By user id, ascending. */
export const listMembers: Handler<'conversation.members'> = (context, { user }, args) =>
  context.conversations.use(args.conversation, (state) => {
    if (!state?.isMember(user)) throw noConversation();
    return { ...state.memberPage(args.after, args.limit), total: state.memberCount };
  });
