import type { NodeStorage } from '../node-port.ts';
import { nodeCalls } from './calls/node.ts';
import type { MemoryTables } from './memory-tables.ts';

/** What several relays over the same tables need besides their storages, for tests and simulations. */
export function openMemoryNodeStorage(tables: MemoryTables): NodeStorage {
  const core = nodeCalls(tables);
  const call = <T>(run: () => T): Promise<T> => new Promise((resolve) => resolve(run()));
  return {
    changesSince: (...args) => call(() => core.changesSince(...args)),
    readTimeline: (...args) => call(() => core.readTimeline(...args)),
    memberReports: (...args) => call(() => core.memberReports(...args)),
    signedInDevices: (...args) => call(() => core.signedInDevices(...args)),
    channelsPosition: () => call(() => core.channelsPosition()),
    lease: (...args) => call(() => core.lease(...args)),
    countAttempt: (...args) => call(() => core.countAttempt(...args)),
    withdrawAttempt: (...args) => call(() => core.withdrawAttempt(...args)),
    forgetAttempts: (...args) => call(() => core.forgetAttempts(...args)),
  };
}
