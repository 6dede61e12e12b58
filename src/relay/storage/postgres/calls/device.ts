import { AppError } from '../../../../shared/errors.ts';
import { LIMITS } from '../../../../shared/protocol/limits.ts';
import type { DeviceStorage } from '../../device-port.ts';
import type { Queries } from '../queries/all.ts';
import { requireDevice } from '../require-device.ts';

/** The port's calls about devices. Those that write run inside a transaction. */
export function deviceCalls(queries: Queries): DeviceStorage {
  const { accounts, devices } = queries;
  return {
    async createDevice(device, passwordHash) {
      const account = await accounts.key(device.user);
      if (account === undefined) throw new AppError('not_found');
      const now = await accounts.byId(device.user);
      if (now?.deactivated || (passwordHash !== undefined && now?.passwordHash !== passwordHash)) {
        throw new AppError('bad_credentials');
      }
      await devices.insert(device, account);
    },
    async deviceByTokenHash(tokenHash) {
      const device = await devices.byTokenHash(tokenHash);
      const person = device && (await accounts.person(device.user));
      return person && { device, person };
    },
    deleteDevice: (device) => devices.delete(device),
    async listDevices(user) {
      const account = await accounts.key(user);
      return account === undefined ? [] : await devices.ofAccount(account, LIMITS.devices);
    },
    touchDevice: (device, at) => devices.touch(device, at),
    async revokeDevice(user, device, by) {
      await requireDevice(queries, by);
      const account = await accounts.key(user);
      return account !== undefined && (await devices.deleteOf(account, device));
    },
  };
}
