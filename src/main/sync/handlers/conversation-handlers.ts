import type { ConversationRow } from '../../../shared/ipc/views.ts';
import type { CommandInput, CommandName, CommandResult } from '../../../shared/protocol/commands.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { LIST_PAGE } from '../../store/port.ts';
import type { EngineHandlers } from '../engine.ts';
import { KeptIds } from '../kept-ids.ts';
import { isLinkFailure, requireSession } from '../uplink.ts';
import { type HandlerContext, requireConversation } from './context.ts';

export function conversationHandlers(context: HandlerContext) {
  const { store, session, inbox, feed, reporter, freshener, people, makeId } = context;
  const groups = new KeptIds(makeId);

  async function ask<N extends CommandName>(cmd: N, args: CommandInput<N>): Promise<CommandResult<N>> {
    return requireSession(session).request(cmd, args);
  }

  /** Creates or joins: the conversation is in the list when the answer comes. */
  async function enter<N extends 'conversation.create' | 'conversation.join'>(
    cmd: N,
    args: CommandInput<N>,
  ): Promise<ConversationRow> {
    let applied: Promise<void> = Promise.resolve();
    const { conversation } = await requireSession(session).request(cmd, args, {
      inOrder: ({ conversation: head }) => {
        applied = inbox.add(async () => feed.add(await store.write.applyHeads([head], null)));
      },
    });
    await applied;
    reporter.learn(conversation);
    people.check();
    void freshener.freshen([conversation.id]);
    return requireConversation(context, conversation.id);
  }

  /** MEM-3: asking again after a lost answer must not make a second group. */
  async function createGroup(
    title: string,
    users: CommandInput<'people.get'>['users'],
  ): Promise<ConversationRow> {
    const group = { title, users };
    const clientId = groups.of(group);
    try {
      const row = await enter('conversation.create', { kind: 'group', clientId, ...group });
      groups.forget(group);
      return row;
    } catch (error) {
      if (isLinkFailure(error)) groups.keep(group, clientId);
      throw error;
    }
  }

  return {
    async 'conversation.list'({ after }) {
      const [conversations, totalUnread] = await Promise.all([
        store.read.conversations(after),
        store.read.totalUnread(),
      ]);
      return { conversations, totalUnread, more: conversations.length === LIST_PAGE };
    },
    'conversation.createDirect': ({ peer }) => enter('conversation.create', { kind: 'direct', peer }),
    'conversation.createGroup': ({ title, users }) => createGroup(title, users),
    'conversation.members': ({ conversation, after }) =>
      ask('conversation.members', { conversation, after, limit: LIMITS.listPage }),
    'conversation.addMembers': (args) => ask('conversation.addMembers', args),
    'conversation.removeMembers': (args) => ask('conversation.removeMembers', args),
    'conversation.leave': (args) => ask('conversation.leave', args),
    'conversation.rename': (args) => ask('conversation.rename', args),
    'conversation.setRole': (args) => ask('conversation.setRole', args),
    'conversation.transfer': (args) => ask('conversation.transfer', args),
    'conversation.dissolve': (args) => ask('conversation.dissolve', args),
    'conversation.muteMember': (args) => ask('conversation.muteMember', args),
    'conversation.setAnnouncement': (args) => ask('conversation.setAnnouncement', args),
    'conversation.setReceipts': (args) => ask('conversation.setReceipts', args),
    'conversation.createInvite': (args) => ask('conversation.createInvite', args),
    'conversation.revokeInvites': (args) => ask('conversation.revokeInvites', args),
    'conversation.join': (args) => enter('conversation.join', args),
    async 'conversation.flag'({ conversation, ...flags }) {
      await requireConversation(context, conversation);
      feed.add(await store.write.setFlags(conversation, flags));
      context.flags.kick();
      return {};
    },
    async 'draft.save'({ conversation, text, version, settles = false }) {
      await requireConversation(context, conversation);
      feed.add(await store.write.setDraft(conversation, text.toWellFormed(), { version, settles }));
      context.drafts.wrote();
      return {};
    },
  } satisfies Partial<EngineHandlers>;
}
