import { AppError } from '../../shared/errors.ts';
import type { Handler } from './context.ts';

/** SES-12. */
export const listDevices: Handler<'device.list'> = async ({ storage }, { user, device }) => {
  const devices = await storage.listDevices(user);
  return { devices: devices.map((one) => ({ ...one, current: one.id === device })) };
};

/** SES-12. */
export const revokeDevice: Handler<'device.revoke'> = async ({ storage, publisher }, caller, { device }) => {
  if (device === caller.device) {
    throw new AppError('bad_args', 'device: this one is signed out by session.signOut', { field: 'device' });
  }
  if (!(await storage.revokeDevice(caller.user, device, caller.device))) {
    throw new AppError('not_found', 'no such device', { field: 'device' });
  }
  publisher.revoke(caller.user, device, caller);
  return {};
};
