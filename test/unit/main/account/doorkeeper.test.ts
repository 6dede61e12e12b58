import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDoorkeeper } from '../../../../src/main/account/doorkeeper.ts';
import { createWsDialer } from '../../../../src/main/net/ws-dialer.ts';
import { systemClock as clock } from '../../../../src/main/system.ts';
import { WsRelay } from '../../../support/ws-relay.ts';

let relay: WsRelay;
beforeEach(async () => void (relay = await WsRelay.start()));
afterEach(() => relay.stop());

const doorkeeper = createDoorkeeper(
  { dialerFor: (pinned) => createWsDialer(clock, { pinned }), clock, version: 'test' },
  'laptop',
);
const person = { name: 'lin', displayName: '林夕', password: 'correct horse' };

it('brings back who one is, where, and a token that signs in', async () => {
  const identity = await doorkeeper.register({ url: relay.server.url, ...person });
  expect(identity).toMatchObject({ me: { name: 'lin', displayName: '林夕' }, relayUrl: relay.server.url });
  const client = await relay.connect();
  await expect(client.resume(identity.token)).resolves.toMatchObject({ user: identity.me });
  client.close();
  const again = await doorkeeper.signIn({ url: relay.server.url, ...person });
  expect(again.me).toEqual(identity.me);
  expect(again.token).not.toBe(identity.token);
});

it('[SES-5] ends the token at the relay when signing out', async () => {
  const identity = await doorkeeper.register({ url: relay.server.url, ...person });
  await doorkeeper.signOut(identity);
  const client = await relay.connect();
  await expect(client.resume(identity.token)).rejects.toMatchObject({ code: 'bad_token' });
  client.close();
});

it("passes the relay's refusals on, and says when there is none", async () => {
  await doorkeeper.register({ url: relay.server.url, ...person });
  await expect(doorkeeper.register({ url: relay.server.url, ...person })).rejects.toMatchObject({
    code: 'name_taken',
  });
  const wrong = { ...person, url: relay.server.url, password: 'wrong horse' };
  await expect(doorkeeper.signIn(wrong)).rejects.toMatchObject({ code: 'bad_credentials' });
  await expect(doorkeeper.signIn({ ...person, url: 'ftp://x' })).rejects.toMatchObject({
    code: 'bad_args',
    field: 'url',
  });
  await expect(doorkeeper.signIn({ ...person, url: '127.0.0.1:1' })).rejects.toMatchObject({
    code: 'unreachable',
  });
});
