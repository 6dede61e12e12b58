import { accountIdOf } from '../../src/main/profile/account-id.ts';
import { openProfile } from '../../src/main/profile/profile.ts';
import type { DemoDevice } from './seed.ts';

/** Writes an empty profile folder so that a client which starts on it is signed in with this device. `url` is a normalised one. */
export async function signInProfile(
  folder: string,
  { me, token }: DemoDevice,
  relay: { readonly url: string; readonly name: string },
): Promise<void> {
  const profile = openProfile(folder);
  const id = accountIdOf(relay.url, me.id);
  // As an earlier version left it: the client boxes it at its first start.
  await profile
    .account(id)
    .write({ me, relayUrl: relay.url, relayName: relay.name, token: { kind: 'plain', token } });
  await profile.accounts.write({ active: id, accounts: [id] });
}
