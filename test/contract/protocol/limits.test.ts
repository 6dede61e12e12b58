import { get } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { RelayDeps } from '../../../src/relay/relay-deps.ts';
import { RelayCounters } from '../../../src/relay/metrics/relay-counters.ts';
import type { WsServerOptions } from '../../../src/relay/transport/ws-server.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { expectCode } from '../../support/expect-code.ts';
import { ProtocolClient } from '../../support/protocol-client.ts';
import { type Actor, RelayWorld } from '../../support/relay-world.ts';
import { WsRelay } from '../../support/ws-relay.ts';

const UNPACED = { framesPerSecond: 1e9, frameBurst: 1e9 };
const accountLimits = { commandsPerSecond: 10, messagesPerSecond: 2 };

/** How many of so many requests in a row are answered, and the last refusal. */
async function tries(
  count: number,
  ask: () => Promise<unknown>,
): Promise<{ done: number; refusal?: AppError }> {
  let done = 0;
  let refusal: AppError | undefined;
  for (let i = 0; i < count; i++) {
    try {
      await ask();
      done++;
    } catch (error) {
      refusal = AppError.from(error);
    }
  }
  return refusal ? { done, refusal } : { done };
}

const list = ({ client }: Actor) => client.request('people.list', { limit: 1 });

describe('limits of an account', () => {
  it('[LIM-1] are shared by its devices; what is too fast is refused with the time to wait', async () => {
    const counters = new RelayCounters();
    const world = new RelayWorld({ accountLimits, sessionLimits: UNPACED, counters });
    const laptop = await world.register('anna');
    const phone = await world.device('anna');
    const bo = await world.register('bo');
    expect(await tries(60, () => list(laptop))).toEqual({ done: 60 });
    const { done, refusal } = await tries(50, () => list(phone));
    expect([done, refusal?.code, refusal?.retryAfterMs]).toEqual([40, 'rate_limited', 1_000]);
    await list(bo);
    world.clock.advance(100);
    await list(laptop);
    await expectCode(list(phone), 'rate_limited');
    expect(counters.rateLimited['account-commands']).toBe(11);
  });

  it('[LIM-1] [LIM-2] have the bounds of PROTOCOL.md unless they are set otherwise', async () => {
    const world = new RelayWorld({ sessionLimits: UNPACED });
    const anna = await world.register('anna');
    const bo = await world.register('bo');
    const { id } = await world.group(bo);
    expect(await tries(4_050, () => list(anna))).toMatchObject({ done: 4_000 });
    // The group counts too.
    expect(await tries(550, () => world.send(bo, id, 'x'))).toMatchObject({ done: 499 });
  });

  it('[LIM-2] bound messages, and nothing of a refused one is stored or told', async () => {
    const world = new RelayWorld({ accountLimits, sessionLimits: UNPACED });
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    const clientId = world.newClientId();
    expect(await tries(30, () => world.send(anna, id, 'x'))).toMatchObject({ done: 19 });
    await expect(world.send(anna, id, 'later', clientId)).rejects.toMatchObject({
      code: 'rate_limited',
      retry: 'backoff',
      retryAfterMs: 1_000,
    });
    await expectCode(
      anna.client.request('conversation.rename', { conversation: id, title: 'No' }),
      'rate_limited',
    );
    const { conversations } = await anna.client.request('sync.pull', { position: 0, limit: 1 });
    expect(conversations[0]).toMatchObject({ headSeq: 20, title: 'Group' });
    expect(anna.client.bodies('timeline.appended')).toHaveLength(20);
    world.clock.advance(1_000);
    expect((await world.send(anna, id, 'later', clientId)).seq).toBe(21);
  });

  it('[LIM-3] a client that never waits is closed with 4006; other connections of the account stay', async () => {
    const world = new RelayWorld({ accountLimits, sessionLimits: UNPACED });
    const anna = await world.register('anna');
    const phone = await world.device('anna');
    const answered = await tries(400, () => list(anna));
    expect(answered.done).toBe(100);
    expect(await anna.client.closed).toMatchObject({ code: 4006 });
    world.clock.advance(10_000);
    await list(phone);
  });

  it('[LIM-3] a client that waits as it is told is never closed', async () => {
    const world = new RelayWorld({ accountLimits, sessionLimits: UNPACED });
    const anna = await world.register('anna');
    const ask = (): Promise<number> =>
      list(anna).then(
        () => 0,
        (error: unknown) => AppError.from(error).retryAfterMs ?? 0,
      );
    for (let i = 0; i < 1_000; i++) world.clock.advance(await ask());
    world.clock.advance(1_000);
    await list(anna);
  });
});

describe('limits of an address', () => {
  let running: WsRelay | undefined;

  async function start(deps: Partial<RelayDeps>, options: Partial<WsServerOptions>): Promise<WsRelay> {
    running = await WsRelay.start(deps, { trustedProxies: ['127.0.0.1'], ...options });
    return running;
  }

  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });

  const from = (address: string): ReturnType<typeof ProtocolClient.connect> =>
    ProtocolClient.connect(running?.server.url ?? '', { 'X-Forwarded-For': address });
  const refusal = (address: string): Promise<string> =>
    from(address).then(
      () => 'taken',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );

  it('[LIM-4] bound its new connections with 429 and those it has with 503, and nobody else', async () => {
    const counters = new RelayCounters();
    await start({}, { admission: { connectionsPerMinute: 3, maxConnectionsPerAddress: 2 }, counters });
    const first = await from('203.0.113.9');
    await from('203.0.113.9');
    expect(await refusal('203.0.113.9')).toContain('503');
    expect(await refusal('203.0.113.9')).toContain('429');
    first.close();
    await first.closed;
    running?.world.clock.advance(20_000);
    await from('203.0.113.9');
    await from('203.0.113.10');
    expect(counters.connectionsRefused).toMatchObject({ 'address-full': 1, 'address-rate': 1 });
  });

  it('[LIM-4] says with 429 when to try again', async () => {
    const { server } = await start({}, { admission: { connectionsPerMinute: 1 } });
    await from('203.0.113.9');
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'x-forwarded-for': '203.0.113.9',
    };
    const answer = await new Promise<unknown[]>((resolve, reject) => {
      get({ host: '127.0.0.1', port: server.port, path: '/v1/socket', headers }, (response) => {
        response.resume();
        resolve([response.statusCode, Number(response.headers['retry-after'])]);
      }).on('error', reject);
    });
    expect(answer).toEqual([429, 5]);
  });

  it('[LIM-4] do not apply to the machine itself, nor believe its clients who say otherwise', async () => {
    const admission = { connectionsPerMinute: 1, maxConnectionsPerAddress: 1 };
    await start({ sessionLimits: { signInsPerMinute: 1 } }, { trustedProxies: [], admission });
    const clients = await Promise.all([from('203.0.113.9'), from('203.0.113.9'), from('203.0.113.9')]);
    for (const [index, client] of clients.entries()) await client.register(`anna${index}`);
  });

  it('[LIM-5] bound passwords and registrations, right or wrong, and not those who have a token', async () => {
    const counters = new RelayCounters();
    const { world } = await start({ sessionLimits: { signInsPerMinute: 4 }, counters }, {});
    const { token } = await (await from('203.0.113.9')).register('anna');
    const device = { name: 'test' };
    const wrong = { name: 'anna', password: 'wrong', device };
    const guesser = await from('203.0.113.9');
    await guesser.hello();
    for (let i = 0; i < 3; i++) await expectCode(guesser.request('session.signIn', wrong), 'bad_credentials');
    const before = world.passwords.verifications + world.passwords.hashes;
    await expect(guesser.request('session.signIn', wrong)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 15_000,
    });
    const account = { name: 'bo', displayName: 'Bo', password: 'long enough', device };
    await expectCode(guesser.request('account.register', account), 'rate_limited');
    expect(world.passwords.verifications + world.passwords.hashes).toBe(before);
    await (await from('203.0.113.9')).resume(token);
    await (await from('203.0.113.10')).register('bo');
    expect(counters.rateLimited['address-sign-ins']).toBe(2);
    world.clock.advance(15_000);
    await guesser.request('account.register', { ...account, name: 'cy' });
  });
});
