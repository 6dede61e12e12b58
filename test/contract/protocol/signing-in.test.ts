import { describe, expect, it } from 'vitest';
import { hashToken } from '../../../src/relay/handlers/auth/token.ts';
import { openMemoryRelayStorage } from '../../../src/relay/storage/memory/memory-relay-storage.ts';
import { MAX_BOT_TOKENS } from '../../../src/shared/model/integration.ts';
import { CLOSE } from '../../../src/shared/protocol/close-codes.ts';
import { expectCode } from '../../support/expect-code.ts';
import { IntegrationWorld } from '../../support/integration-world.ts';
import { RelayWorld, turn } from '../../support/relay-world.ts';

const device = { name: 'test' };

describe('signing in', () => {
  it('[SES-1] refuses everything before session.hello, and keeps the connection', async () => {
    const world = new RelayWorld();
    const { client } = world.connect();
    const token = 'x'.repeat(40);
    await expectCode(client.request('session.resume', { token }), 'hello_required');
    await expectCode(client.request('people.list', { limit: 1 }), 'hello_required');
    expect(await client.hello()).toMatchObject({
      ...{ version: 1, registration: 'open', heartbeatMs: 20_000 },
      ...{ changeWindowMs: 86_400_000, receiptPolicy: 'by-conversation' },
    });
  });

  it('[SES-1] lets a client send its sign-in right behind the hello', async () => {
    const world = new RelayWorld();
    const { token } = await world.register('anna');
    const { client } = world.connect();
    const [, resumed] = await Promise.all([client.hello(), client.request('session.resume', { token })]);
    expect(resumed.user.name).toBe('anna');
  });

  it('[SES-2] takes the best common version; with none it says so and closes with 4002', async () => {
    const world = new RelayWorld();
    const many = world.connect().client;
    const info = { name: 'other', version: '9' };
    expect(await many.request('session.hello', { versions: [9, 1, 4], client: info })).toMatchObject({
      version: 1,
    });
    const none = world.connect().client;
    await expectCode(
      none.request('session.hello', { versions: [2, 3], client: info }),
      'unsupported_version',
    );
    expect(await none.closed).toMatchObject({ code: 4002 });
  });

  it('[SES-3] registers and signs in with a new device each; the token comes once and only its hash is kept', async () => {
    const storage = openMemoryRelayStorage();
    const world = new RelayWorld({ storage });
    const first = await world.register('anna');
    const second = await world.device('anna');
    expect(second.user).toBe(first.user);
    expect(second.token).not.toBe(first.token);
    const stored = await storage.deviceByTokenHash(hashToken(first.token));
    expect(stored?.person.name).toBe('anna');
    expect(JSON.stringify(stored)).not.toContain(first.token);
    expect(first.client.frames.filter((text) => text.includes(first.token))).toHaveLength(1);
  });

  it('[SES-3] refuses registration where it is closed; those who have an account sign in', async () => {
    const storage = openMemoryRelayStorage();
    await new RelayWorld({ storage }).register('anna');
    const world = new RelayWorld({ storage, profile: { name: 'Closed', registration: 'closed' } });
    const { client } = world.connect();
    expect(await client.hello()).toMatchObject({ registration: 'closed' });
    const args = { name: 'bo', displayName: 'Bo', password: 'long enough', device };
    await expectCode(client.request('account.register', args), 'registration_closed');
    const signIn = { name: 'ANNA', password: 'correct horse', device };
    expect(await client.request('session.signIn', signIn)).toMatchObject({ user: { name: 'anna' } });
  });

  it('[SES-4] resumes by token; refuses made-up ones with bad_token', async () => {
    const world = new RelayWorld();
    const anna = await world.register('anna');
    const { client } = world.connect();
    await client.hello();
    await expectCode(client.request('session.resume', { token: 'y'.repeat(43) }), 'bad_token');
    expect(await client.request('session.resume', { token: anna.token })).toMatchObject({
      user: { id: anna.user },
    });
  });

  it('[SES-5] sign-out kills the token at once and closes its other connections with 4003', async () => {
    const world = new RelayWorld();
    const anna = await world.register('anna');
    const same = await world.again(anna);
    const other = await world.device('anna');
    await anna.client.request('session.signOut', {});
    expect(await same.client.closed).toMatchObject({ code: 4003 });
    await world.settle(other);
    await expectCode(anna.client.request('people.list', { limit: 1 }), 'not_signed_in');
    const { client } = world.connect();
    await client.hello();
    await expectCode(client.request('session.resume', { token: anna.token }), 'bad_token');
    await anna.client.request('session.resume', { token: other.token });
  });

  it('[SES-5] a token that is resumed while it is signed out ends dead', async () => {
    const storage = openMemoryRelayStorage();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let holds = false;
    const held: typeof storage = {
      ...storage,
      deviceByTokenHash: async (hash) => {
        const found = await storage.deviceByTokenHash(hash);
        if (holds) await gate;
        return found;
      },
    };
    const world = new RelayWorld({ storage: held });
    const anna = await world.register('anna');
    const { client } = world.connect();
    await client.hello();
    holds = true;
    const resumed = client.request('session.resume', { token: anna.token });
    await turn();
    await anna.client.request('session.signOut', {});
    release();
    await expectCode(resumed, 'bad_token');
  });

  it('[SES-6] does not tell an unknown name from a wrong password, in words or in work', async () => {
    const world = new RelayWorld();
    await world.register('anna');
    const attempt = async (name: string): Promise<{ frame: string; work: number }> => {
      const { client } = world.connect();
      await client.hello();
      const before = world.passwords.verifications;
      await expectCode(
        client.request('session.signIn', { name, password: 'wrong', device }),
        'bad_credentials',
      );
      return { frame: client.frames.at(-1) ?? '', work: world.passwords.verifications - before };
    };
    expect(await attempt('anna')).toEqual(await attempt('nobody'));
  });

  it('[SES-7] locks after ten failures in a row for a minute, doubling up to an hour, per account', async () => {
    const world = new RelayWorld();
    await world.register('anna');
    await world.register('bo');
    const attempt = (name: string, password: string): Promise<unknown> => {
      const { client } = world.connect();
      return client.hello().then(() => client.request('session.signIn', { name, password, device }));
    };
    for (let i = 0; i < 10; i++) await expectCode(attempt('anna', 'wrong'), 'bad_credentials');
    await expect(attempt('anna', 'correct horse')).rejects.toMatchObject({
      code: 'locked_out',
      retryAfterMs: 60_000,
    });
    await attempt('bo', 'correct horse');
    world.clock.advance(59_999);
    await expect(attempt('Anna', 'correct horse')).rejects.toMatchObject({
      code: 'locked_out',
      retryAfterMs: 1,
    });
    world.clock.advance(1);
    for (const minutes of [2, 4, 8, 16, 32, 60, 60]) {
      await expectCode(attempt('anna', 'wrong'), 'bad_credentials');
      await expect(attempt('anna', 'wrong')).rejects.toMatchObject({ retryAfterMs: minutes * 60_000 });
      world.clock.advance(minutes * 60_000);
    }
    await attempt('anna', 'correct horse');
    for (let i = 0; i < 9; i++) await expectCode(attempt('anna', 'wrong'), 'bad_credentials');
    await attempt('anna', 'correct horse');
  });

  it('[SES-7] attempts side by side do not get around it, and names that do not exist lock too', async () => {
    const world = new RelayWorld();
    const attempts = Array.from({ length: 30 }, async () => {
      const { client } = world.connect();
      await client.hello();
      return client.request('session.signIn', { name: 'ghost', password: 'wrong', device });
    });
    const codes = (await Promise.allSettled(attempts)).map((one) =>
      one.status === 'rejected' ? (one.reason as { code: string }).code : 'in',
    );
    expect(codes.filter((code) => code === 'bad_credentials')).toHaveLength(10);
    expect(codes.filter((code) => code === 'locked_out')).toHaveLength(20);
  });

  it('[SES-8] refuses commands before the sign-in, and a second sign-in', async () => {
    const world = new RelayWorld();
    const anna = await world.register('anna');
    const { client } = world.connect();
    await client.hello();
    await expectCode(client.request('people.list', { limit: 1 }), 'not_signed_in');
    await expectCode(client.request('session.signOut', {}), 'not_signed_in');
    const [one, two] = await Promise.allSettled([
      client.request('session.resume', { token: anna.token }),
      client.request('session.resume', { token: anna.token }),
    ]);
    expect(one.status).toBe('fulfilled');
    expect(two).toMatchObject({ status: 'rejected', reason: { code: 'already_signed_in' } });
    await expectCode(client.request('session.resume', { token: anna.token }), 'already_signed_in');
  });

  it('[SES-9] keeps names unique, also when two register at once', async () => {
    const world = new RelayWorld();
    const results = await Promise.allSettled([world.register('anna'), world.register('anna')]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'name_taken', field: 'name' },
    });
    await expectCode(world.register('anna'), 'name_taken');
    await expect(world.register('Anna')).rejects.toMatchObject({ code: 'bad_args', field: 'name' });
  });

  it('[SES-15] [SES-4] lets a program in by the token of a bot, up to 10, until it is revoked, and by no password', async () => {
    const integrations = new IntegrationWorld();
    const world = integrations.relay;
    const anna = await world.register('anna');
    const bot = await integrations.bot('build');
    const { id } = await world.group(anna);
    await integrations.add(anna, id, bot);
    const made = await integrations.run<{ device: string; token: string }>('bots.createToken', {
      bot,
      label: 'deploy',
    });
    const { client } = world.connect();
    await client.hello();
    expect(await client.request('session.resume', { token: made.token })).toMatchObject({
      user: { id: bot, name: 'build' },
      device: made.device,
    });
    const content = { type: 'text', text: 'deployed' } as const;
    const clientId = world.newClientId();
    await client.request('message.send', { conversation: id, clientId, content });
    for (const password of ['!', 'password', made.token]) {
      const { client: other } = world.connect();
      await other.hello();
      const args = { name: 'build', password, device };
      await expectCode(other.request('session.signIn', args), 'bad_credentials');
    }
    const createToken = (of: string) => integrations.run('bots.createToken', { bot: of, label: 'x' });
    for (let more = 1; more < MAX_BOT_TOKENS; more++) await createToken(bot);
    await expectCode(createToken(bot), 'too_many');
    await expectCode(createToken(anna.user), 'not_found');
    await integrations.run('devices.revoke', { user: bot, device: made.device });
    expect(await client.closed).toMatchObject({ code: CLOSE.revoked });
    await createToken(bot);
    const { entries } = await integrations.run<{ entries: unknown[] }>('audit.list', { limit: 3 });
    expect(entries).toMatchObject([
      { action: 'bot.tokenCreated', label: 'x', detail: { account: 'build' } },
      { action: 'device.revoked', label: 'deploy', detail: { account: 'build' } },
      { action: 'bot.tokenCreated' },
    ]);
    expect(JSON.stringify(entries)).not.toContain(made.token);
    await integrations.run('people.deactivate', { user: bot });
    await expectCode(createToken(bot), 'not_found');
  });
});
