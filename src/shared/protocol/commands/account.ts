import * as z from 'zod';
import { DeviceId, Timestamp } from '../../model/ids.ts';
import { AccountName, DeviceName, DisplayName, Password, Person } from '../../model/person.ts';
import { PictureBytes } from '../../model/profile-picture.ts';
import { LIMITS } from '../limits.ts';
import { SignedInWithToken, command, empty, inviteCode, inviteUses } from './spec.ts';

// Not `Password`: a wrong one must be told from a malformed one by nobody.
const GivenPassword = z.string().max(1_024);

const DeviceEntry = z.object({
  id: DeviceId,
  name: DeviceName,
  createdAt: Timestamp,
  /** Right to about five minutes. */
  lastSeenAt: Timestamp,
  /** The one that asks. */
  current: z.boolean(),
});

/** Accounts and their devices. */
export const ACCOUNT_COMMANDS = {
  'account.register': command(
    'hello',
    z.object({
      name: AccountName,
      displayName: DisplayName,
      password: Password,
      device: z.object({ name: DeviceName }),
      /** Needed where registration is `invite`; ignored where it is open. */
      invite: inviteCode.optional(),
    }),
    SignedInWithToken,
  ),
  'account.createInvite': command(
    'signed-in',
    z.object({ maxUses: inviteUses, expiresAt: Timestamp.optional() }),
    z.object({ code: inviteCode }),
  ),
  'account.changePassword': command(
    'signed-in',
    z.object({
      current: GivenPassword,
      next: Password,
      /** Otherwise every other device is signed out. */
      keepDevices: z.boolean().optional(),
    }),
    empty,
  ),
  'account.deactivate': command('signed-in', z.object({ password: GivenPassword }), empty),
  'account.setDisplayName': command(
    'signed-in',
    z.object({ displayName: DisplayName }),
    z.object({ user: Person }),
  ),
  'account.setPicture': command(
    'signed-in',
    z.object({ picture: PictureBytes.nullable() }),
    z.object({ user: Person }),
  ),
  'device.list': command('signed-in', empty, z.object({ devices: z.array(DeviceEntry).max(LIMITS.devices) })),
  'device.revoke': command('signed-in', z.object({ device: DeviceId }), empty),
} as const;
