import { AppError } from '../../shared/errors.ts';
import type { Account } from '../account/account.ts';
import type { EngineHandlers, EngineRequestName } from '../sync/engine.ts';
import type { HandlersOf } from './dispatch.ts';

type AccountRequestName =
  | 'account.get'
  | 'account.host'
  | 'account.changeHosting'
  | 'account.register'
  | 'account.signIn'
  | 'account.signOut'
  | 'account.list'
  | 'account.switch'
  | 'account.deactivate'
  | 'account.certificate'
  | 'account.trust'
  | 'account.reopen';

/** Signing in and out. */
export function accountHandlers(account: Account): HandlersOf<AccountRequestName> {
  return {
    'account.get': () => account.current(),
    'account.host': (args) => account.host(args),
    'account.changeHosting': (args) => account.changeHosting(args),
    'account.register': (args) => account.register(args),
    'account.signIn': (args) => account.signIn(args),
    'account.signOut': () => account.signOut(),
    'account.list': () => Promise.resolve({ accounts: account.list() }),
    'account.switch': (args) => account.switch(args.account),
    'account.deactivate': (args) => account.deactivate(args),
    'account.certificate': () => account.certificate(),
    'account.reopen': () => account.reopen(),
    'account.trust': ({ fingerprint }) => account.trust(fingerprint),
  };
}

const ENGINE_REQUESTS: Record<EngineRequestName, true> = {
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
  'conversation.setPicture': true,
  'account.setDisplayName': true,
  'account.setPicture': true,
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
  'packet.take': true,
  'packet.states': true,
  'packet.takers': true,
  'points.get': true,
  'relay.rules': true,
  'account.changePassword': true,
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
  'storage.get': true,
  'storage.seen': true,
  'storage.sizes': true,
  'storage.clearFiles': true,
  'storage.reindex': true,
  'archive.get': true,
  'archive.cancel': true,
  'lost.get': true,
  'lost.list': true,
  'lost.delete': true,
  'channel.list': true,
  'channel.announcements': true,
  'channel.shown': true,
  'channel.rights': true,
  'channel.create': true,
  'channel.change': true,
  'channel.draft': true,
  'channel.act': true,
  'channel.manage': true,
  'channel.reach': true,
  'search.announcements': true,
  'attachment.discard': true,
  'attachment.send': true,
  'transfer.pause': true,
  'file.states': true,
  'file.fetch': true,
  'file.cancel': true,
};

/**
 * Passes everything else on to the engine of the account that is shown at that moment; `no_account` when none is, except for
 * `session.get`, which then says `stopped`, and `relay.rules`, which says nothing.
 */
export function engineHandlers(account: Account): EngineHandlers {
  const pass = (name: EngineRequestName) => (args: never) => {
    // What was being written when it locked is kept.
    const engine = name === 'draft.save' ? account.engineBehindLock() : account.engine();
    if (engine) return engine.handle[name](args);
    if (name === 'session.get') return Promise.resolve({ kind: 'stopped' });
    if (name === 'relay.rules') return Promise.resolve(null);
    throw new AppError('no_account', 'nobody is signed in');
  };
  const names = Object.keys(ENGINE_REQUESTS) as EngineRequestName[];
  // Each entry forwards to the engine's handler of the same name, so the types of the two tables are equal.
  return Object.fromEntries(names.map((name) => [name, pass(name)])) as unknown as EngineHandlers;
}
