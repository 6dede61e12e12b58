import type { Action } from '../../shared/model/rights.ts';
import type { CommandArgs } from '../../shared/protocol/commands.ts';
import type { NewEvent } from '../storage/timeline-port.ts';
import type { Handler, HandlerContext } from './context.ts';
import type { Caller } from './publisher.ts';
import { appendEvent } from './timeline-writer.ts';

/** MEM-6. */
export const rename: Handler<'conversation.rename'> = (context, caller, args) =>
  change(context, caller, args, 'rename', { kind: 'conversation.renamed', title: args.title });

/** MEM-6, MEM-7. */
export const addMembers: Handler<'conversation.addMembers'> = (context, caller, args) =>
  change(context, caller, args, 'addMembers', { kind: 'member.added', users: [...new Set(args.users)] });

/** MEM-6, MEM-7. */
export const removeMembers: Handler<'conversation.removeMembers'> = (context, caller, args) =>
  change(context, caller, args, 'removeMembers', { kind: 'member.removed', users: [...new Set(args.users)] });

/** MEM-6. */
export const leave: Handler<'conversation.leave'> = (context, caller, args) =>
  change(context, caller, args, 'leave', { kind: 'member.removed', users: [caller.user] });

/** MEM-9. */
export const setRole: Handler<'conversation.setRole'> = (context, caller, args) =>
  change(context, caller, args, 'setRole', {
    kind: 'member.roleChanged',
    user: args.user,
    role: args.role,
  });

/** MEM-9. */
export const transfer: Handler<'conversation.transfer'> = (context, caller, args) =>
  change(context, caller, args, 'transfer', { kind: 'member.roleChanged', user: args.user, role: 'owner' });

/** MEM-10. */
export const dissolve: Handler<'conversation.dissolve'> = (context, caller, args) =>
  change(context, caller, args, 'dissolve', { kind: 'conversation.dissolved' });

/** MEM-11. */
export const muteMember: Handler<'conversation.muteMember'> = (context, caller, args) =>
  change(context, caller, args, 'muteMember', { kind: 'member.muted', user: args.user, until: args.until });

/** MEM-12. */
export const setAnnouncement: Handler<'conversation.setAnnouncement'> = (context, caller, args) =>
  change(context, caller, args, 'announce', { kind: 'conversation.announced', text: args.text });

async function change(
  context: HandlerContext,
  { user }: Caller,
  { conversation }: Pick<CommandArgs<'conversation.leave'>, 'conversation'>,
  action: Action,
  event: NewEvent,
): Promise<Record<string, never>> {
  await appendEvent(context, { conversation, sender: user, action, event });
  return {};
}
