import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHookService } from '../../src/relay/hooks/hook-service.ts';
import { Tally } from '../../src/relay/metrics/tally.ts';
import type { HttpRoute } from '../../src/relay/transport/ws-server.ts';
import type { ConversationId, HookId, UserId } from '../../src/shared/model/ids.ts';
import type { Logger } from '../../src/shared/logger.ts';
import { expectCode } from '../support/expect-code.ts';
import { ProtocolClient } from '../support/protocol-client.ts';
import { WsRelay } from '../support/ws-relay.ts';

const MACHINE = { origin: 'command-line', user: null, operator: 'root', address: null } as const;
const JSON_TYPE = { 'content-type': 'application/json' };

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly retryAfter: string | undefined;
  readonly ok: { readonly conversation: ConversationId; readonly seq: number } | undefined;
}

describe('hooks', () => {
  let relay: WsRelay;
  let anna: ProtocolClient;
  let bot: UserId;
  let group: ConversationId;
  let hook: { hook: HookId; path: string };
  const logged: unknown[] = [];

  const run = <T>(operation: string, args: unknown) =>
    relay.world.relay.desk.run(MACHINE, operation, args) as Promise<T>;

  beforeEach(async () => {
    logged.length = 0;
    const log = (...line: unknown[]) => void logged.push(line);
    const logger: Logger = { debug: log, info: log, warn: log, error: log };
    const routes: HttpRoute[] = [];
    const administration = { fixed: {}, stored: {} };
    relay = await WsRelay.start({ administration }, { routes, trustedProxies: ['127.0.0.1'], logger });
    const { world } = relay;
    routes.push(
      createHookService({
        storage: world.storage,
        postAs: (...message) => world.relay.postAs(...message),
        counts: new Tally(),
        clock: world.clock,
        makeId: world.makeId,
        logger,
      }),
    );
    anna = await ProtocolClient.connect(relay.server.url);
    await anna.register('anna', 'correct horse');
    ({ user: bot } = await run<{ user: UserId }>('bots.create', { name: 'build', displayName: 'Build' }));
    const args = { kind: 'group', clientId: world.makeId(), title: 'Releases' } as const;
    const created = await anna.request('conversation.create', { ...args, users: [bot] });
    group = created.conversation.id;
    hook = await run('hooks.create', { bot, conversation: group, label: 'CI' });
  });
  afterEach(() => relay.stop());

  function send(
    path: string,
    body: string | Buffer,
    headers: Readonly<Record<string, string>> = JSON_TYPE,
    method = 'POST',
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { port } = relay.server;
      const given = { 'x-forwarded-for': '203.0.113.9', ...headers };
      const sent = httpRequest(
        { host: '127.0.0.1', port, path, method, headers: given, agent: false },
        (response) => {
          text(response).then((answer) => {
            const { ok, error } = JSON.parse(answer) as { ok?: Answer['ok']; error?: { code: string } };
            const { statusCode: status = 0, headers: got } = response;
            resolve({ status, code: error?.code ?? 'ok', retryAfter: got['retry-after'], ok });
          }, reject);
        },
      );
      sent.once('error', reject);
      sent.end(body);
    });
  }

  const post = (words: string, headers: Record<string, string> = {}) =>
    send(hook.path, JSON.stringify({ text: words }), { ...JSON_TYPE, ...headers });

  async function texts(): Promise<unknown[]> {
    const { events } = await anna.request('timeline.pull', {
      conversation: group,
      from: 1,
      to: 100,
      limit: 100,
    });
    return events.flatMap((event) => ('content' in event ? [event] : []));
  }

  it('post in the name of their bot, where they are bound to', async () => {
    const answer = await post('build 7 is green');
    expect([answer.status, answer.ok?.conversation]).toEqual([200, group]);
    expect(await texts()).toMatchObject([
      { sender: bot, seq: answer.ok?.seq, content: { type: 'text', text: 'build 7 is green' } },
    ]);
  });

  it('post once under one key, whatever comes with it, and keys of other hooks are others', async () => {
    const first = await post('once', { 'idempotency-key': 'run-7' });
    expect((await post('again', { 'idempotency-key': 'run-7' })).ok).toEqual(first.ok);
    await post('another', { 'idempotency-key': 'run-8' });
    hook = await run('hooks.create', { bot, conversation: group, label: 'CD' });
    await post('other hook', { 'idempotency-key': 'run-7' });
    expect(await texts()).toHaveLength(3);
    for (const key of ['', 'x'.repeat(201), 'tab\there']) {
      expect((await post('no', { 'idempotency-key': key })).code).toBe('bad_args');
    }
  });

  it('let in nobody without their token, and say of none whether it ever was one', async () => {
    const body = JSON.stringify({ text: 'forged' });
    const token = hook.path.slice('/hooks/'.length);
    const forged = [
      '/hooks',
      '/hooks/',
      `/hooks/${token}x`,
      `/hooks/${token.slice(0, -1)}`,
      `/hooks/${token.toUpperCase()}`,
      `/hooks/${token}/`,
      `/hooks/..%2f${token}`,
      `/hooks/${hook.hook}`,
      `/hooks/?token=${token}`,
    ];
    for (const path of forged) expect((await send(path, body)).status, path).toBe(404);
    await run('hooks.revoke', { hook: hook.hook });
    expect(await send(hook.path, body)).toMatchObject({ status: 404, code: 'not_found' });
    expect(await texts()).toEqual([]);
  });

  it('make whoever tries tokens wait, and nobody else', async () => {
    const guess = () => send('/hooks/token-99999999999999999999', '{}');
    for (let tries = 0; tries < 60; tries++) expect((await guess()).status).toBe(404);
    expect(await guess()).toMatchObject({ status: 429, code: 'rate_limited', retryAfter: '1' });
    expect((await post('still here')).status).toBe(200);
  });

  it('are limited in what they post, each by itself', async () => {
    for (let posts = 0; posts < 30; posts++) expect((await post('more')).status).toBe(200);
    expect(await post('more')).toMatchObject({ status: 429, code: 'rate_limited', retryAfter: '1' });
    relay.world.clock.advance(1_000);
    expect((await post('more')).status).toBe(200);
  });

  it('refuse what is no post of a text, store nothing of it, and go on', async () => {
    const bad: (string | Buffer)[] = [
      '',
      '{',
      '[]',
      '{}',
      '{"text":7}',
      '{"text":""}',
      '{"text":"  "}',
      '{"text":"a","sender":"b"}',
      '{"text":"\\ud800"}',
      Buffer.from([0x22, 0xff, 0x22]),
      JSON.stringify({ text: 'x'.repeat(16_385) }),
      JSON.stringify({ text: 'x'.repeat(1_000_000) }),
    ];
    for (const body of bad)
      expect((await send(hook.path, body)).code, String(body).slice(0, 40)).toBe('bad_args');
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      expect((await send(hook.path, '{"text":"form"}', { 'content-type': type })).code).toBe('bad_args');
    }
    expect((await send(hook.path, '', {}, 'GET')).code).toBe('bad_args');
    expect(await texts()).toEqual([]);
    expect((await post('x'.repeat(16_384))).status).toBe(200);
  });

  it('post nothing where their bot is not any more', async () => {
    await anna.request('conversation.removeMembers', { conversation: group, users: [bot] });
    expect(await post('too late')).toMatchObject({ status: 404, code: 'not_found' });
    await expectCode(run('hooks.create', { bot, conversation: group, label: 'CI' }), 'forbidden');
  });

  it('leave no token and no word in the log', async () => {
    await post('secret words');
    await send(`${hook.path}x`, JSON.stringify({ text: 'secret words' }));
    expect(JSON.stringify(logged)).not.toMatch(/secret words|token-/);
  });

  it('are nobody’s way to sign in: a bot has no password', async () => {
    const client = await ProtocolClient.connect(relay.server.url);
    for (const password of ['!', 'build', 'correct horse']) {
      await expectCode(client.signIn('build', password), 'bad_credentials');
    }
    await expectCode(run('people.resetPassword', { user: bot }), 'forbidden');
    await expectCode(run('people.setAdministrator', { user: bot, administrator: true }), 'forbidden');
  });
});
