import type { EventName, RequestName } from '../shared/ipc/contract.ts';

// The contract's names without its schemas: the page's door must load in no time. The compiler keeps them complete.
const requests: Record<RequestName, true> = {
  'app.info': true,
  'settings.get': true,
  'settings.set': true,
  'account.get': true,
  'account.host': true,
  'account.register': true,
  'account.signIn': true,
  'account.signOut': true,
  'session.get': true,
  'session.retry': true,
  'people.search': true,
  'people.get': true,
  'conversation.list': true,
  'conversation.createDirect': true,
  'conversation.createGroup': true,
  'conversation.members': true,
  'conversation.addMembers': true,
  'conversation.removeMembers': true,
  'conversation.leave': true,
  'conversation.rename': true,
  'conversation.flag': true,
  'draft.save': true,
  'timeline.page': true,
  'message.send': true,
  'message.retry': true,
  'message.edit': true,
  'message.recall': true,
  'message.react': true,
  'message.pin': true,
  'message.pins': true,
  'message.forward': true,
  'message.delete': true,
  'read.shown': true,
  'read.all': true,
  'receipt.list': true,
  'relay.rules': true,
  'account.changePassword': true,
  'account.deactivate': true,
  'account.createInvite': true,
  'device.list': true,
  'device.revoke': true,
  'presence.watch': true,
  'conversation.look': true,
  'typing.send': true,
  'conversation.setRole': true,
  'conversation.transfer': true,
  'conversation.dissolve': true,
  'conversation.muteMember': true,
  'conversation.setAnnouncement': true,
  'conversation.setReceipts': true,
  'conversation.createInvite': true,
  'conversation.revokeInvites': true,
  'conversation.join': true,
  'receipt.remind': true,
  'receipt.setDirect': true,
  'search.messages': true,
  'history.get': true,
  'attachment.pick': true,
  'attachment.paste': true,
  'attachment.discard': true,
  'attachment.send': true,
  'transfer.pause': true,
  'file.states': true,
  'file.fetch': true,
  'file.cancel': true,
  'file.save': true,
  'file.open': true,
};

const events: Record<EventName, true> = {
  'store.changed': true,
  'session.changed': true,
  'history.changed': true,
  'account.changed': true,
  'relay.changed': true,
  'presence.changed': true,
  'typing.started': true,
  'settings.changed': true,
  'attention.changed': true,
};

/** Whether the page may send this request; own property only, so that `constructor` is no name. */
export function isRequest(name: string): boolean {
  return Object.hasOwn(requests, name);
}

/** Whether the page may listen to this event. */
export function isEvent(name: string): boolean {
  return Object.hasOwn(events, name);
}
