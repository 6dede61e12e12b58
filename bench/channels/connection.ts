import { LoopbackPair } from '../../src/relay/transport/loopback.ts';
import { FEATURES } from '../../src/shared/protocol/features.ts';
import { loopbackLink, ProtocolClient } from '../../test/support/protocol-client.ts';
import type { Office } from './office.ts';

const WITHOUT_CHANNELS = FEATURES.filter((feature) => feature !== 'channels');

/** A signed-in connection of the account's device, of a client that knows channels or does not. */
export async function signIn(office: Office, index: number, knowsChannels = true): Promise<ProtocolClient> {
  const pair: LoopbackPair = new LoopbackPair('loopback', (direction) => {
    queueMicrotask(() => pair.deliver(direction));
  });
  const client = new ProtocolClient(loopbackLink(pair));
  office.relay.accept(pair.relay);
  await client.hello(knowsChannels ? FEATURES : WITHOUT_CHANNELS);
  await client.request('session.resume', { token: office.tokenOf(index) });
  // The first command of a connection has the relay note that the device is there: not what is measured here.
  await client.request('presence.watch', { users: [] });
  await office.storage.position();
  return client;
}
