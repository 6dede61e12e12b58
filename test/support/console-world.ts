import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Asset } from '../../src/relay/console/assets.ts';
import { createConsole } from '../../src/relay/console/console-server.ts';
import type { RelayDeps } from '../../src/relay/relay-deps.ts';
import { RelayCounters } from '../../src/relay/metrics/relay-counters.ts';
import type { HttpRoute } from '../../src/relay/transport/ws-server.ts';
import { ConsoleIdentity } from '../../src/shared/admin/console-session.ts';
import type { UserId } from '../../src/shared/model/ids.ts';
import { SILENT_LOGGER } from '../../src/shared/logger.ts';
import { ProtocolClient } from './protocol-client.ts';
import { WsRelay } from './ws-relay.ts';

export interface ConsoleAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The error's code, or `ok`; `undefined`: no answer of an operation. */
  readonly code: string | undefined;
}

/** What a browser has after signing in. */
export interface Login {
  readonly cookie: string;
  readonly csrf: string;
}

const PASSWORD = 'correct horse';

/** A relay in memory with its console on a real port. */
export class ConsoleWorld {
  readonly relay: WsRelay;
  readonly origin: string;
  readonly port: number;

  private constructor(relay: WsRelay) {
    this.relay = relay;
    this.port = relay.server.port;
    this.origin = `http://127.0.0.1:${this.port}`;
  }

  static async start(deps: Partial<RelayDeps> = {}): Promise<ConsoleWorld> {
    const routes: HttpRoute[] = [];
    const counters = deps.counters ?? new RelayCounters();
    const relay = await WsRelay.start({ ...deps, counters }, { trustedProxies: ['127.0.0.1'], routes });
    let tokens = 0;
    routes.push(
      createConsole({
        desk: relay.world.relay.desk,
        assets: new Map([
          ['', asset('text/html; charset=utf-8', '<p>')],
          ['assets/a.js', asset('text/javascript', '1')],
        ]),
        relayName: () => relay.world.relay.name(),
        limitSignIn: (key) => relay.world.relay.limitSignIn(key),
        signIns: counters.consoleSignIns,
        clock: relay.world.clock,
        makeToken: () => `console-${String(++tokens).padStart(20, '0')}`,
        logger: SILENT_LOGGER,
      }),
    );
    return new ConsoleWorld(relay);
  }

  /** Somebody with an account, and with `administrator` the right to use the console. */
  async person(name: string, administrator = true): Promise<{ user: UserId; client: ProtocolClient }> {
    const client = await ProtocolClient.connect(this.relay.server.url);
    const { user } = await client.register(name, PASSWORD);
    if (administrator) await this.setAdministrator(user.id, true);
    return { user: user.id, client };
  }

  /** As from the command line. */
  async setAdministrator(user: UserId, administrator: boolean): Promise<void> {
    const actor = { origin: 'command-line', user: null, operator: 'root', address: null } as const;
    await this.relay.world.relay.desk.run(actor, 'people.setAdministrator', { user, administrator });
  }

  /** Exactly this path and these headers, and no others. */
  send(
    path: string,
    method: string,
    headers: Readonly<Record<string, string>> = {},
    body = '',
  ): Promise<ConsoleAnswer> {
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        { host: '127.0.0.1', port: this.port, path, method, headers, agent: false },
        (response) => {
          text(response).then((answer) => {
            const { statusCode: status = 0, headers: answered } = response;
            resolve({ status, headers: answered, body: answer, code: codeOf(answer) });
          }, reject);
        },
      );
      sent.once('error', reject);
      sent.end(body);
    });
  }

  /** As the console's own page asks; `change` says otherwise. */
  ask(
    operation: string,
    args: unknown,
    login?: Login,
    change: Readonly<Record<string, string | undefined>> = {},
  ): Promise<ConsoleAnswer> {
    const headers: Record<string, string | undefined> = {
      'content-type': 'application/json',
      origin: this.origin,
      ...(login && { cookie: login.cookie, 'x-yidu-csrf': login.csrf }),
      ...change,
    };
    const given = Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined);
    return this.send(`/console/api/${operation}`, 'POST', Object.fromEntries(given), JSON.stringify(args));
  }

  signIn(name: string, password = PASSWORD, change: Record<string, string> = {}): Promise<ConsoleAnswer> {
    return this.ask('session.signIn', { name, password }, undefined, change);
  }

  async login(name: string): Promise<Login> {
    const answer = await this.signIn(name);
    if (answer.code !== 'ok') throw new Error(`not signed in: ${answer.body}`);
    const { ok } = JSON.parse(answer.body) as { ok: unknown };
    return { cookie: cookieOf(answer), csrf: ConsoleIdentity.parse(ok).csrf };
  }

  stop(): Promise<void> {
    return this.relay.stop();
  }
}

function asset(contentType: string, content: string): Asset {
  const body = Buffer.from(content);
  return { contentType, bytes: body.byteLength, read: () => Promise.resolve(body), isImmutable: false };
}

/** `name=value` of the one cookie that the answer sets. */
export function cookieOf({ headers }: ConsoleAnswer): string {
  const [cookie] = headers['set-cookie'] ?? [];
  if (cookie === undefined) throw new Error('no cookie');
  return cookie.split(';', 1)[0] ?? '';
}

function codeOf(body: string): string | undefined {
  try {
    const answer = JSON.parse(body) as { ok?: unknown; error?: { code: string } };
    return answer.error?.code ?? ('ok' in answer ? 'ok' : undefined);
  } catch {
    return undefined;
  }
}
