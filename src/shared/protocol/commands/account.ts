import * as z from 'zod';
import { AccountName, DeviceName, DisplayName, Password } from '../../model/person.ts';
import { SignedInWithToken, command } from './spec.ts';

/** Accounts and their devices. */
export const ACCOUNT_COMMANDS = {
  'account.register': command(
    'hello',
    z.object({
      name: AccountName,
      displayName: DisplayName,
      password: Password,
      device: z.object({ name: DeviceName }),
    }),
    SignedInWithToken,
  ),
} as const;
