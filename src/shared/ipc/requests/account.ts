import * as z from 'zod';
import { Fingerprint } from '../../model/fingerprint.ts';
import { AccountId } from '../../model/ids.ts';
import { AccountName, DisplayName, Password } from '../../model/person.ts';
import { ACCOUNT_COMMANDS } from '../../protocol/commands/account.ts';
import { AccountEntry, AccountState, MAX_ACCOUNTS } from '../views.ts';
import { NewPicture, nothing, request } from './spec.ts';

export const ACCOUNT_REQUESTS = {
  'account.get': request(nothing, AccountState),
  /** Starts a relay inside this client and registers its first person. */
  'account.host': request(
    z.object({
      relayName: z.string().trim().min(1).max(120),
      name: AccountName,
      displayName: DisplayName,
      password: Password,
      /** Colleagues on the network can join, over TLS; otherwise nobody outside this computer. */
      network: z.boolean().optional(),
    }),
    AccountState,
  ),
  /**
   * Stops the relay inside this client, starts it again, opens it to the network or closes it; its accounts here connect anew.
   * `forbidden` when none is hosted; `port_taken`, `unreachable` or `timeout` when it does not start like that: then it runs as before.
   */
  'account.changeHosting': request(z.object({ running: z.boolean(), network: z.boolean() }), AccountState),
  'account.register': request(
    z.object({
      url: z.string().trim().min(1).max(500),
      name: AccountName,
      displayName: DisplayName,
      password: Password,
      /** Where the relay asks for one. */
      invite: z.string().trim().min(1).max(200).optional(),
      /** Of the only certificate to accept; kept with the account. */
      fingerprint: Fingerprint.optional(),
    }),
    AccountState,
  ),
  'account.signIn': request(
    z.object({
      url: z.string().trim().min(1).max(500),
      name: z.string().max(64),
      password: z.string().max(1_024),
      fingerprint: Fingerprint.optional(),
    }),
    AccountState,
  ),
  /** The certificate that is accepted of the relay, and the one it shows now; asks for it anew. */
  'account.certificate': request(nothing, z.object({ accepted: Fingerprint, shown: Fingerprint })),
  /** From now on this certificate is accepted, and no other; `forbidden` for an account that has none pinned. */
  'account.trust': request(z.object({ fingerprint: Fingerprint }), AccountState),
  /** Forgets the device token of the account that is shown; the history stays on disk for the next sign-in of the same person. */
  'account.signOut': request(nothing, AccountState),
  'account.list': request(nothing, z.object({ accounts: z.array(AccountEntry).max(MAX_ACCOUNTS) })),
  /**
   * Shows another account: all requests and events are its from then on. Only the page changes what is shown, and it lets go of
   * the account before first, so that nothing meant for one reaches the other.
   */
  'account.switch': request(z.object({ account: AccountId }), AccountState),

  /** Tries once more to open the account whose messages could not be opened. */
  'account.reopen': request(nothing, AccountState),

  'account.changePassword': request(ACCOUNT_COMMANDS['account.changePassword'].args, nothing),
  /** Gives the account up for good, and signs out here. */
  'account.deactivate': request(ACCOUNT_COMMANDS['account.deactivate'].args, AccountState),
  'account.createInvite': request(
    ACCOUNT_COMMANDS['account.createInvite'].args,
    ACCOUNT_COMMANDS['account.createInvite'].result,
  ),
  'account.setDisplayName': request(ACCOUNT_COMMANDS['account.setDisplayName'].args, nothing),
  'account.setPicture': request(z.object({ picture: NewPicture.nullable() }), nothing),
  'device.list': request(nothing, ACCOUNT_COMMANDS['device.list'].result),
  'device.revoke': request(ACCOUNT_COMMANDS['device.revoke'].args, nothing),
} as const;
