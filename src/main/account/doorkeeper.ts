import type { RequestArgs } from '../../shared/ipc/contract.ts';
import type { Fingerprint } from '../../shared/model/fingerprint.ts';
import type { StoredAccount } from '../profile/profile.ts';
import { type AuthenticateDeps, type Credentials, register, sayHello, signIn } from '../sync/authenticate.ts';
import { openRelaySession } from '../sync/relay-session.ts';

/** Longest wait for a relay that is told of a sign-out; ms. */
const SIGN_OUT_LIMIT_MS = 3_000;

/** Who is signed in where, as an engine and the account file need it. */
export type Identity = Omit<StoredAccount, 'token'> & { readonly token: string };

export interface DoorkeeperDeps extends Omit<AuthenticateDeps, 'dialer'> {
  /** Dials relays with that certificate only; without a fingerprint, those that an authority vouches for, or without TLS. */
  readonly dialerFor: (pinned: Fingerprint | undefined) => AuthenticateDeps['dialer'];
}

/** Talks to a relay once, to get a device token or to give one back. */
export interface Doorkeeper {
  /**
   * Rejects with what the relay answers (`name_taken` …), `unreachable`, `wrong_certificate` when it is not that of the fingerprint,
   * or `bad_args` for an address that is none.
   */
  register(args: RequestArgs<'account.register'>): Promise<Identity>;
  /** Rejects as `register` does, and with `bad_credentials` and `locked_out`. */
  signIn(args: RequestArgs<'account.signIn'>): Promise<Identity>;
  /** Ends the device at the relay (SES-5); rejects when that cannot be reached within 3 s. */
  signOut(identity: Identity): Promise<void>;
}

/** `deviceName` is what the person sees in their list of devices. */
export function createDoorkeeper(
  { dialerFor, clock, version }: DoorkeeperDeps,
  deviceName: string,
): Doorkeeper {
  const depsFor = (pinned: Fingerprint | undefined): AuthenticateDeps => ({
    dialer: dialerFor(pinned),
    clock,
    version,
  });
  return {
    async register({ url, fingerprint, ...person }) {
      const credentials = await register(depsFor(fingerprint), url, { ...person, deviceName });
      return identityOf(credentials, fingerprint);
    },
    async signIn({ url, fingerprint, ...person }) {
      const credentials = await signIn(depsFor(fingerprint), url, { ...person, deviceName });
      return identityOf(credentials, fingerprint);
    },
    async signOut({ relayUrl, fingerprint, token }) {
      const limit = new AbortController();
      const cancel = clock.schedule(SIGN_OUT_LIMIT_MS, () => limit.abort());
      try {
        const session = await openRelaySession(
          { dialer: dialerFor(fingerprint), clock, onPush: () => undefined },
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

function identityOf({ me, url, relay, token }: Credentials, fingerprint: Fingerprint | undefined): Identity {
  return { me, relayUrl: url, relayName: relay.name, token, ...(fingerprint && { fingerprint }) };
}
