import type { Request } from '../../shared/protocol/codec.ts';
import type {
  CommandArgs,
  CommandName,
  CommandNameWith,
  CommandResult,
} from '../../shared/protocol/commands.ts';
import { changePassword, createRelayInvite, deactivateAccount } from './account-settings.ts';
import { register, resume, signIn, signOut } from './accounts.ts';
import {
  actOnAnnouncement,
  changeChannel,
  channelReach,
  channelRights,
  createChannel,
  draftAnnouncement,
  manageChannel,
  pullChannels,
  reportChannels,
} from './channels.ts';
import type { EntryCommand, EntryHandler, Handler, HandlerContext } from './context.ts';
import { createConversation, listMembers } from './conversations.ts';
import { listDevices, revokeDevice } from './devices.ts';
import { pullDrafts, saveDraft } from './drafts.ts';
import {
  addMembers,
  dissolve,
  leave,
  muteMember,
  removeMembers,
  rename,
  setAnnouncement,
  setRole,
  transfer,
} from './group-changes.ts';
import { createGroupInvite, join, revokeGroupInvites } from './group-invites.ts';
import { editMessage, listPins, pinMessage, react, recallMessage } from './message-changes.ts';
import { forwardMessages, sendMessage } from './messages.ts';
import { getPoints, packetStates, packetTakers, takeShare } from './packets.ts';
import { getPeople, listPeople } from './people.ts';
import { getPicture, pullPeople, setDisplayName, setGroupPicture, setPicture } from './profiles.ts';
import type { Caller } from './publisher.ts';
import { lookAt, sendTyping, watchPresence } from './presence.ts';
import { setFlags } from './flags.ts';
import { remind, setDirectReceipts, setReceipts } from './receipt-policies.ts';
import { type Acknowledgement, acknowledgement, counts, list, report } from './receipts.ts';
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
  'account.createInvite': createRelayInvite,
  'account.changePassword': changePassword,
  'account.deactivate': deactivateAccount,
  'account.setDisplayName': setDisplayName,
  'account.setPicture': setPicture,
  'device.list': listDevices,
  'device.revoke': revokeDevice,
  'people.list': listPeople,
  'people.get': getPeople,
  'people.pull': pullPeople,
  'picture.get': getPicture,
  'conversation.create': createConversation,
  'conversation.rename': rename,
  'conversation.setPicture': setGroupPicture,
  'conversation.addMembers': addMembers,
  'conversation.removeMembers': removeMembers,
  'conversation.leave': leave,
  'conversation.setRole': setRole,
  'conversation.transfer': transfer,
  'conversation.dissolve': dissolve,
  'conversation.muteMember': muteMember,
  'conversation.setAnnouncement': setAnnouncement,
  'conversation.createInvite': createGroupInvite,
  'conversation.revokeInvites': revokeGroupInvites,
  'conversation.join': join,
  'conversation.members': listMembers,
  'conversation.flag': setFlags,
  'message.send': sendMessage,
  'message.forward': forwardMessages,
  'message.edit': editMessage,
  'message.recall': recallMessage,
  'message.react': react,
  'message.pin': pinMessage,
  'message.pins': listPins,
  'sync.pull': pullHeads,
  'timeline.pull': pullTimeline,
  'receipt.report': report,
  'receipt.counts': counts,
  'receipt.list': list,
  'conversation.setReceipts': setReceipts,
  'receipt.setDirect': setDirectReceipts,
  'receipt.remind': remind,
  'presence.watch': watchPresence,
  'conversation.look': lookAt,
  'typing.send': sendTyping,
  'channel.pull': pullChannels,
  'channel.rights': channelRights,
  'channel.create': createChannel,
  'channel.change': changeChannel,
  'channel.draft': draftAnnouncement,
  'channel.act': actOnAnnouncement,
  'channel.manage': manageChannel,
  'channel.reach': channelReach,
  'channel.report': reportChannels,
  'draft.save': saveDraft,
  'draft.pull': pullDrafts,
  'packet.take': takeShare,
  'packet.states': packetStates,
  'packet.takers': packetTakers,
  'points.get': getPoints,
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
  remote: string,
): Promise<CommandResult<N>> {
  context.activity.seen(caller);
  return HANDLERS[request.cmd]({ ...context, device: caller.device, remote }, caller, request.args);
}

/** What the request acknowledges, if that is all it does and the short way can take it (`acknowledgement`). */
export function plainAcknowledgement(
  context: HandlerContext,
  caller: Caller,
  request: Request,
): Acknowledgement | undefined {
  return request.cmd === 'receipt.report' ? acknowledgement(context, caller, request.args) : undefined;
}
