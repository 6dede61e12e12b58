import type { RequestArgs } from '../../shared/ipc/contract.ts';
import type { StoredAccount } from '../profile/profile.ts';
import { type AuthenticateDeps, type Credentials, register, sayHello, signIn } from '../sync/authenticate.ts';
import { openRelaySession } from '../sync/relay-session.ts';

/** Longest wait for a relay that is told of a sign-out; ms. */
const SIGN_OUT_LIMIT_MS = 3_000;

/** Who is signed in where, as an engine and the account file need it. */
export type Identity = Omit<StoredAccount, 'token'> & { readonly token: string };

/** Talks to a relay once, to get a device token or to give one back. */
export interface Doorkeeper {
  /** Rejects with what the relay answers (`name_taken` …), `unreachable`, or `bad_args` for an address that is none. */
  register(args: RequestArgs<'account.register'>): Promise<Identity>;
  /** Rejects as `register` does, and with `bad_credentials` and `locked_out`. */
  signIn(args: RequestArgs<'account.signIn'>): Promise<Identity>;
  /** Ends the device at the relay (SES-5); rejects when that cannot be reached within 3 s. */
  signOut(identity: Identity): Promise<void>;
}

/** `deviceName` is what the person sees in their list of devices. */
export function createDoorkeeper(deps: AuthenticateDeps, deviceName: string): Doorkeeper {
  return {
    register: async ({ url, ...person }) => identityOf(await register(deps, url, { ...person, deviceName })),
    signIn: async ({ url, ...person }) => identityOf(await signIn(deps, url, { ...person, deviceName })),
    async signOut({ relayUrl, token }) {
      const limit = new AbortController();
      const cancel = deps.clock.schedule(SIGN_OUT_LIMIT_MS, () => limit.abort());
      const { dialer, clock, version } = deps;
      try {
        const session = await openRelaySession(
          { dialer, clock, onPush: () => undefined },
          relayUrl,
          limit.signal,
        );
        try {
          await sayHello(session, version);
          await session.request('session.resume', { token });
          await session.request('session.signOut', {});
        } finally {
          session.close();
        }
      } finally {
        cancel();
      }
    },
  };
}

function identityOf({ me, url, relay, token }: Credentials): Identity {
  return { me, relayUrl: url, relayName: relay.name, token };
}
