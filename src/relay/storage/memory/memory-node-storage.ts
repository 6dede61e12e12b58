import type { NodeStorage } from '../node-port.ts';
import type { MemoryRelayCore } from './memory-relay-core.ts';

/** What several relays over one core need besides its storage, for tests and simulations. */
export function openMemoryNodeStorage(core: MemoryRelayCore): NodeStorage {
  const call = <T>(run: () => T): Promise<T> => new Promise((resolve) => resolve(run()));
  return {
    changesSince: (...args) => call(() => core.changesSince(...args)),
    memberReports: (...args) => call(() => core.memberReports(...args)),
    signedInDevices: (...args) => call(() => core.signedInDevices(...args)),
    channelsPosition: () => call(() => core.channelsPosition()),
    lease: (...args) => call(() => core.lease(...args)),
    countAttempt: (...args) => call(() => core.countAttempt(...args)),
    withdrawAttempt: (...args) => call(() => core.withdrawAttempt(...args)),
    forgetAttempts: (...args) => call(() => core.forgetAttempts(...args)),
  };
}
