import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/shared/errors.ts';
import { expectCode } from '../support/expect-code.ts';
import { ProtocolClient } from '../support/protocol-client.ts';
import { WsRelay } from '../support/ws-relay.ts';

const device = { name: 'test' };

let relay: WsRelay;

afterEach(() => relay.stop());

/** A client at that address. */
async function from(address: string): Promise<ProtocolClient> {
  const client = await ProtocolClient.connect(relay.server.url, { 'X-Forwarded-For': address });
  await client.hello();
  return client;
}

const start = async (signInsPerMinute = 1_000): Promise<WsRelay> =>
  (relay = await WsRelay.start({ sessionLimits: { signInsPerMinute } }, { trustedProxies: ['127.0.0.1'] }));

const codeOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'in',
    (error: unknown) => AppError.from(error).code,
  );

describe('guessing passwords', () => {
  it('[SES-7] of one account from many addresses is locked out, the right one too, and nobody else is', async () => {
    await start();
    await (await from('198.51.100.1')).register('anna');
    await (await from('198.51.100.1')).register('bo');
    const guesses = Array.from({ length: 40 }, async (_, index) => {
      const client = await from(`203.0.113.${index}`);
      return codeOf(client.request('session.signIn', { name: 'anna', password: `guess ${index}`, device }));
    });
    const codes = await Promise.all(guesses);
    expect(codes.filter((code) => code === 'bad_credentials')).toHaveLength(10);
    expect(codes.filter((code) => code === 'locked_out')).toHaveLength(30);
    const right = { password: 'correct horse', device };
    const fresh = await from('192.0.2.1');
    await expectCode(fresh.request('session.signIn', { name: 'anna', ...right }), 'locked_out');
    await expectCode(fresh.request('session.signIn', { name: ' ANNA ', ...right }), 'locked_out');
    await fresh.request('session.signIn', { name: 'bo', ...right });
  });

  it('[LIM-5] of many accounts from one address ends at the rate of the address, and costs no hashing beyond it', async () => {
    await start(20);
    const { passwords } = relay.world;
    const attacker = await from('203.0.113.9');
    const codes: string[] = [];
    for (let i = 0; i < 100; i++) {
      const guess = { name: `person${i}`, password: '12345678', device };
      codes.push(await codeOf(attacker.request('session.signIn', guess)));
    }
    expect(codes.filter((code) => code === 'bad_credentials')).toHaveLength(20);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(80);
    expect(passwords.verifications).toBe(20);
  });

  it('[SES-6] tells existing names, unknown ones and those given up apart by nothing, locked ones included', async () => {
    await start();
    await (await from('198.51.100.1')).register('anna');
    const gone = await from('198.51.100.2');
    await gone.register('gone');
    await gone.request('account.deactivate', { password: 'correct horse' });
    const { passwords } = relay.world;
    const story = async (name: string): Promise<unknown[]> => {
      const client = await from('203.0.113.9');
      const seen: unknown[] = [];
      for (let i = 0; i < 12; i++) {
        const before = passwords.verifications;
        await codeOf(client.request('session.signIn', { name, password: 'wrong', device }));
        const { id, ...reply } = JSON.parse(client.frames.at(-1) ?? '{}') as { id: number };
        expect(id).toBeGreaterThan(0);
        seen.push({ reply, work: passwords.verifications - before });
      }
      return seen;
    };
    const [anna, nobody, left] = [await story('anna'), await story('nobody'), await story('gone')];
    expect(nobody).toEqual(anna);
    expect(left).toEqual(anna);
  });
});
