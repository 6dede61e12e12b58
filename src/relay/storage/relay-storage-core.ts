import type { RelayStorage } from './port.ts';

/** Every call of the port that reads or writes something. */
export type StorageMethod = Exclude<keyof RelayStorage, 'close'>;
export type StorageArgs<M extends StorageMethod> = Parameters<RelayStorage[M]>;
export type StorageResult<M extends StorageMethod> = Awaited<ReturnType<RelayStorage[M]>>;

/**
 * The port without waiting: what an adapter does at the place where its data is, one call after the other. A call that
 * throws has changed nothing once its caller has rolled it back.
 */
export type RelayStorageCore = {
  readonly [M in StorageMethod]: (...args: StorageArgs<M>) => StorageResult<M>;
};

/** What an adapter does for one part of the port. */
export type CorePart<Part> = Pick<RelayStorageCore, Extract<keyof Part, StorageMethod>>;

/** Runs one call of the port somewhere, sooner or later. */
export type StorageCall = <M extends StorageMethod>(
  method: M,
  args: StorageArgs<M>,
) => Promise<StorageResult<M>>;

/** The port over whatever runs its calls. */
export function relayStorageOver(call: StorageCall, close: () => Promise<void>): RelayStorage {
  return {
    relayId: (...args) => call('relayId', args),
    lineage: (...args) => call('lineage', args),
    createAccount: (...args) => call('createAccount', args),
    createInvitedAccount: (...args) => call('createInvitedAccount', args),
    mayRegister: (...args) => call('mayRegister', args),
    createRelayInvite: (...args) => call('createRelayInvite', args),
    createGroupInvite: (...args) => call('createGroupInvite', args),
    revokeGroupInvites: (...args) => call('revokeGroupInvites', args),
    invitedTo: (...args) => call('invitedTo', args),
    accountById: (...args) => call('accountById', args),
    changePassword: (...args) => call('changePassword', args),
    deactivateAccount: (...args) => call('deactivateAccount', args),
    listDevices: (...args) => call('listDevices', args),
    touchDevice: (...args) => call('touchDevice', args),
    revokeDevice: (...args) => call('revokeDevice', args),
    accountByName: (...args) => call('accountByName', args),
    listPeople: (...args) => call('listPeople', args),
    peopleByIds: (...args) => call('peopleByIds', args),
    createDevice: (...args) => call('createDevice', args),
    deviceByTokenHash: (...args) => call('deviceByTokenHash', args),
    deleteDevice: (...args) => call('deleteDevice', args),
    createConversation: (...args) => call('createConversation', args),
    loadConversation: (...args) => call('loadConversation', args),
    append: (...args) => call('append', args),
    readTimeline: (...args) => call('readTimeline', args),
    pins: (...args) => call('pins', args),
    report: (...args) => call('report', args),
    moveDelivered: (...args) => call('moveDelivered', args),
    directReceipts: (...args) => call('directReceipts', args),
    setDirectReceipts: (...args) => call('setDirectReceipts', args),
    setFlags: (...args) => call('setFlags', args),
    readTimes: (...args) => call('readTimes', args),
    closeReceipts: (...args) => call('closeReceipts', args),
    listHeads: (...args) => call('listHeads', args),
    head: (...args) => call('head', args),
    heads: (...args) => call('heads', args),
    position: (...args) => call('position', args),
    createChannel: (...args) => call('createChannel', args),
    changeChannel: (...args) => call('changeChannel', args),
    draftAnnouncement: (...args) => call('draftAnnouncement', args),
    actOnAnnouncement: (...args) => call('actOnAnnouncement', args),
    loadChannels: (...args) => call('loadChannels', args),
    listAnnouncements: (...args) => call('listAnnouncements', args),
    reportChannel: (...args) => call('reportChannel', args),
    channelReads: (...args) => call('channelReads', args),
    reach: (...args) => call('reach', args),
    reachPoints: (...args) => call('reachPoints', args),
    saveDraft: (...args) => call('saveDraft', args),
    drafts: (...args) => call('drafts', args),
    administer: (...args) => call('administer', args),
    appointAdministrator: (...args) => call('appointAdministrator', args),
    listAccounts: (...args) => call('listAccounts', args),
    accountOverview: (...args) => call('accountOverview', args),
    listGroups: (...args) => call('listGroups', args),
    listInvites: (...args) => call('listInvites', args),
    storedPolicies: (...args) => call('storedPolicies', args),
    recordAudit: (...args) => call('recordAudit', args),
    listAudit: (...args) => call('listAudit', args),
    expireAudit: (...args) => call('expireAudit', args),
    totals: (...args) => call('totals', args),
    figures: (...args) => call('figures', args),
    createUpload: (...args) => call('createUpload', args),
    file: (...args) => call('file', args),
    uploadOf: (...args) => call('uploadOf', args),
    completeFile: (...args) => call('completeFile', args),
    dropUpload: (...args) => call('dropUpload', args),
    fileFor: (...args) => call('fileFor', args),
    removeFiles: (...args) => call('removeFiles', args),
    knownHashes: (...args) => call('knownHashes', args),
    fileStates: (...args) => call('fileStates', args),
    listBots: (...args) => call('listBots', args),
    listHooks: (...args) => call('listHooks', args),
    hookByTokenHash: (...args) => call('hookByTokenHash', args),
    listCallbacks: (...args) => call('listCallbacks', args),
    nextDelivery: (...args) => call('nextDelivery', args),
    settleDelivery: (...args) => call('settleDelivery', args),
    listDeliveries: (...args) => call('listDeliveries', args),
    expireDeliveries: (...args) => call('expireDeliveries', args),
    takeShare: (...args) => call('takeShare', args),
    packet: (...args) => call('packet', args),
    packetStates: (...args) => call('packetStates', args),
    packetTakers: (...args) => call('packetTakers', args),
    points: (...args) => call('points', args),
    pointsHeld: (...args) => call('pointsHeld', args),
    pointSums: (...args) => call('pointSums', args),
    returnPackets: (...args) => call('returnPackets', args),
    changeProfile: (...args) => call('changeProfile', args),
    changedPeople: (...args) => call('changedPeople', args),
    profilePicture: (...args) => call('profilePicture', args),
    close,
  };
}

/** Calls a core by name. */
export function callCore<M extends StorageMethod>(
  core: RelayStorageCore,
  method: M,
  args: StorageArgs<M>,
): StorageResult<M> {
  // The compiler does not see that the arguments of one method of the union belong to that same method.
  const run = core[method] as (...args: StorageArgs<M>) => StorageResult<M>;
  return run.apply(core, args);
}
