import type { Request } from '../../shared/protocol/codec.ts';
import type {
  CommandArgs,
  CommandName,
  CommandNameWith,
  CommandResult,
} from '../../shared/protocol/commands.ts';
import { register, resume, signIn, signOut } from './accounts.ts';
import type { EntryCommand, EntryHandler, Handler, HandlerContext } from './context.ts';
import {
  addMembers,
  createConversation,
  leave,
  listMembers,
  removeMembers,
  rename,
} from './conversations.ts';
import { sendMessage } from './messages.ts';
import { getPeople, listPeople } from './people.ts';
import type { Caller } from './publisher.ts';
import { counts, list, report } from './receipts.ts';
import { pullHeads, pullTimeline } from './sync.ts';

type MemberCommand = CommandNameWith<'signed-in'>;

/** A command of the protocol without a handler does not compile. */
const ENTRY: { readonly [N in EntryCommand]: EntryHandler<N> } = {
  'account.register': register,
  'session.signIn': signIn,
  'session.resume': resume,
};

const HANDLERS: { readonly [N in MemberCommand]: Handler<N> } = {
  'session.signOut': signOut,
  'people.list': listPeople,
  'people.get': getPeople,
  'conversation.create': createConversation,
  'conversation.rename': rename,
  'conversation.addMembers': addMembers,
  'conversation.removeMembers': removeMembers,
  'conversation.leave': leave,
  'conversation.members': listMembers,
  'message.send': sendMessage,
  'sync.pull': pullHeads,
  'timeline.pull': pullTimeline,
  'receipt.report': report,
  'receipt.counts': counts,
  'receipt.list': list,
};

type Entering = Extract<Request, { readonly cmd: EntryCommand }>;
type Working = Extract<Request, { readonly cmd: MemberCommand }>;

/** A request of one of these commands; a union, so that `cmd` and `args` belong together. */
type RequestOf<N extends CommandName> = {
  [K in N]: { readonly cmd: K; readonly args: CommandArgs<K> };
}[N];

/** Whether the command signs a connection in. */
export function isEntry(request: Request): request is Entering {
  return Object.hasOwn(ENTRY, request.cmd);
}

/** Whether the command is for those who are signed in. */
export function isWork(request: Request): request is Working {
  return Object.hasOwn(HANDLERS, request.cmd);
}

/** Runs a command that signs in. Throws `AppError`. */
export function runEntry<N extends EntryCommand>(
  context: HandlerContext,
  request: RequestOf<N>,
): Promise<CommandResult<N>> {
  return ENTRY[request.cmd](context, request.args);
}

/** Runs a command of somebody who is signed in. Throws `AppError`. */
export function runCommand<N extends MemberCommand>(
  context: HandlerContext,
  caller: Caller,
  request: RequestOf<N>,
): Promise<CommandResult<N>> {
  return HANDLERS[request.cmd](context, caller, request.args);
}
