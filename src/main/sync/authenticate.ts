import type { Clock } from '../../shared/clock.ts';
import type { DeviceId } from '../../shared/model/ids.ts';
import type { Person } from '../../shared/model/person.ts';
import type { CommandResult } from '../../shared/protocol/commands.ts';
import { FEATURES } from '../../shared/protocol/features.ts';
import { PROTOCOL_VERSIONS } from '../../shared/protocol/limits.ts';
import type { Dialer } from '../net/socket.ts';
import { openRelaySession, type RelaySession } from './relay-session.ts';
import { normalizeRelayUrl } from './relay-url.ts';

export interface AuthenticateDeps {
  readonly dialer: Dialer;
  readonly clock: Clock;
  /** The client's own version, for the relay's logs. */
  readonly version: string;
}

/** A new device of an account, as the shell keeps it. `token` is a secret and is given only this once. */
export interface Credentials {
  readonly me: Person;
  readonly device: DeviceId;
  readonly token: string;
  readonly relay: { readonly id: string; readonly name: string };
  /** Normalised; what `createEngine` dials. */
  readonly url: string;
}

/** The first request of every connection (SES-1). */
export function sayHello(session: RelaySession, version: string): Promise<CommandResult<'session.hello'>> {
  return session.request('session.hello', {
    versions: [...PROTOCOL_VERSIONS],
    client: { name: 'yidu', version },
    features: [...FEATURES],
  });
}

/**
 * Creates an account and its first device. Rejects with the relay's refusal (`name_taken`, `registration_closed`, `bad_invite` …),
 * `unreachable`, `timeout`, or `bad_args` for an address that is none.
 */
export function register(
  deps: AuthenticateDeps,
  url: string,
  account: {
    readonly name: string;
    readonly displayName: string;
    readonly password: string;
    readonly deviceName: string;
    readonly invite?: string | undefined;
  },
): Promise<Credentials> {
  const { name, displayName, password, deviceName, invite } = account;
  return authenticate(deps, url, (session) =>
    session.request('account.register', {
      name: name.trim().toLowerCase(),
      displayName,
      password,
      device: { name: deviceName },
      ...(invite === undefined ? {} : { invite }),
    }),
  );
}

/** Adds this device to an account. Rejects like `register`, and with `bad_credentials` or `locked_out`. */
export function signIn(
  deps: AuthenticateDeps,
  url: string,
  account: { readonly name: string; readonly password: string; readonly deviceName: string },
): Promise<Credentials> {
  const { name, password, deviceName } = account;
  return authenticate(deps, url, (session) =>
    session.request('session.signIn', {
      name: name.trim().toLowerCase(),
      password,
      device: { name: deviceName },
    }),
  );
}

async function authenticate(
  { dialer, clock, version }: AuthenticateDeps,
  input: string,
  enter: (session: RelaySession) => Promise<CommandResult<'session.signIn'>>,
): Promise<Credentials> {
  const url = normalizeRelayUrl(input);
  // Pushes start at sign-in; what they say comes again with the engine's first sync.
  const onPush = (): void => undefined;
  const session = await openRelaySession({ dialer, clock, onPush }, url, new AbortController().signal);
  try {
    const { relay } = await sayHello(session, version);
    const { user, device, token } = await enter(session);
    return { me: user, device, token, relay, url };
  } finally {
    session.close();
  }
}
