import { AppError } from '../../../../shared/errors.ts';
import { LIMITS } from '../../../../shared/protocol/limits.ts';
import type { DeviceStorage } from '../../device-port.ts';
import type { CorePart } from '../../relay-storage-core.ts';
import type { Queries } from '../queries/all.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about devices. Those that write run inside a transaction. */
export function deviceCalls(queries: Queries): CorePart<DeviceStorage> {
  const { accounts, devices } = queries;
  return {
    createDevice(device, passwordHash) {
      const account = accounts.key(device.user);
      if (account === undefined) throw new AppError('not_found');
      const now = accounts.byId(device.user);
      if (now?.deactivated || (passwordHash !== undefined && now?.passwordHash !== passwordHash)) {
        throw new AppError('bad_credentials');
      }
      devices.insert(device, account);
    },
    deviceByTokenHash(tokenHash) {
      const device = devices.byTokenHash(tokenHash);
      const person = device && accounts.person(device.user);
      return person && { device, person };
    },
    deleteDevice: (device) => devices.delete(device),
    listDevices(user) {
      const account = accounts.key(user);
      return account === undefined ? [] : devices.ofAccount(account, LIMITS.devices);
    },
    touchDevice: (device, at) => devices.touch(device, at),
    revokeDevice(user, device, by) {
      requireDevice(queries, by);
      const account = accounts.key(user);
      return account !== undefined && devices.deleteOf(account, device);
    },
  };
}
