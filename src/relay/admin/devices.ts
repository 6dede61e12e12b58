import { administer } from './administer.ts';
import type { Operation } from './context.ts';

export const listDevices: Operation<'devices.list'> = async ({ relay }, _actor, { user }) => ({
  devices: await relay.storage.listDevices(user),
});

export const revokeDevice: Operation<'devices.revoke'> = async (context, actor, { user, device }) => {
  await administer(context, actor, { kind: 'revokeDevice', user, device }, user);
  return {};
};
