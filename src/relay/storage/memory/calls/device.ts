import type { DeviceStorage } from '../../device-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import type { MemoryTables } from '../memory-tables.ts';

/** The port's calls about devices. */
export function deviceCalls({ accounts }: MemoryTables): CorePart<DeviceStorage> {
  return {
    createDevice: (device, passwordHash) => accounts.addDevice(device, passwordHash),
    deviceByTokenHash: (tokenHash) => accounts.deviceByTokenHash(tokenHash),
    deleteDevice: (device) => accounts.deleteDevice(device),
    listDevices: (user) => accounts.listDevices(user),
    touchDevice: (device, at) => accounts.touchDevice(device, at),
    revokeDevice(user, device, by) {
      accounts.requireDevice(by);
      return accounts.revokeDevice(user, device);
    },
  };
}
