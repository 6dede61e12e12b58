import pg from 'pg';
import { AppError } from '../../../shared/errors.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import { type AttemptAnswer, decideAttempt, withdrawnAttempt } from '../../domain/lockout-rule.ts';
import type { MemberReport, NodeStorage, StoredChange, StoredChanges } from '../node-port.ts';
import { withAttempts } from './attempts.ts';
import { headsOf } from './calls/head.ts';
import { clientConfig, isConnectionLost } from './connection.ts';
import { prepareQueries, type Queries } from './queries/all.ts';
import { type ChangeRow, type NodeQueries, prepareNodes } from './queries/nodes.ts';
import { sessionOn } from './session.ts';

/** Connections of its own: a comparison that walks the tables keeps nobody's reads waiting. */
const CONNECTIONS = 2;
/** Calls that are under way or wait for a connection; more are refused with `busy`. */
const MAX_OPEN = 1_000;

interface Prepared {
  readonly queries: Queries;
  readonly nodes: NodeQueries;
}

/** What several nodes need of a database whose tables are there. */
export class PostgresNodeStorage implements NodeStorage {
  readonly #pool: pg.Pool;
  readonly #prepared = new WeakMap<pg.PoolClient, Prepared>();
  readonly #closing = new AbortController();
  #open = 0;

  constructor(url: string) {
    this.#pool = new pg.Pool({ ...clientConfig(url), max: CONNECTIONS, maxLifetimeSeconds: 3_600 });
    // Without a listener the loss of an idle connection would end the process; the pool has let go of it already.
    this.#pool.on('error', () => undefined);
  }

  changesSince(since: number, until: number, limit: number): Promise<StoredChanges> {
    return this.#transaction('READ ONLY', async ({ nodes }) => {
      const rows = await nodes.changes(since, until, limit + 1);
      const last = rows[limit - 1]?.position;
      if (rows.length <= limit || last === undefined) return { changes: rows.map(toChange), more: false };
      // One commit may change thousands of rows: what belongs to the last one is read whole.
      const before = rows.filter(({ position }) => position < last);
      const rest = await nodes.changes(last - 1, last, Number.MAX_SAFE_INTEGER);
      const more = (await nodes.changes(last, until, 1)).length > 0;
      return { changes: [...before, ...rest].map(toChange), more };
    });
  }

  memberReports(id: ConversationId, users: readonly UserId[]): Promise<readonly MemberReport[]> {
    return this.#transaction('READ ONLY', async ({ queries }) => {
      const conversation = await queries.conversations.byId(id);
      if (!conversation) return [];
      const reports: MemberReport[] = [];
      for (const { user, head } of await headsOf(queries, id, users)) {
        const account = (await queries.accounts.key(user)) ?? 0;
        const member = await queries.members.get(conversation.key, account);
        const hidden =
          conversation.kind === 'direct' ? await queries.hiddenRanges.get(conversation.key, account) : [];
        const { headSeq, read, unread } = head;
        reports.push({ user, headSeq, delivered: member?.delivered ?? 0, read, hidden, unread });
      }
      return reports;
    });
  }

  signedInDevices: NodeStorage['signedInDevices'] = (devices) =>
    this.#call(({ nodes }) => nodes.signedIn(devices));

  channelsPosition(): Promise<number> {
    return this.#call(({ nodes }) => nodes.channelsPosition());
  }

  lease(name: string, holder: string, at: number, forMs: number): Promise<boolean> {
    return this.#call(async ({ nodes }) => {
      const held = await nodes.lease(name, holder, at, at + forMs);
      if (held && forMs === 0) await nodes.release(name, holder);
      return held;
    });
  }

  countAttempt(digest: string, at: number): Promise<AttemptAnswer> {
    return this.#transaction('READ WRITE', async ({ nodes }) => {
      const known = await nodes.lockAttempts(digest, at);
      const { answer, next } = decideAttempt(known, at);
      if (next) await nodes.setAttempts(digest, next);
      if (next?.count === 1) await nodes.forgetOldAttempts();
      return answer;
    });
  }

  withdrawAttempt(digest: string): Promise<void> {
    return this.#transaction('READ WRITE', async ({ nodes }) => {
      const known = await nodes.lockAttempts(digest, 0);
      const left = known && withdrawnAttempt(known);
      if (left && left.count > 0) await nodes.setAttempts(digest, left);
      else await nodes.forgetAttempts(digest);
    });
  }

  forgetAttempts(digest: string): Promise<void> {
    return this.#call(({ nodes }) => nodes.forgetAttempts(digest));
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#pool.end();
  }

  #transaction<T>(kind: 'READ ONLY' | 'READ WRITE', run: (prepared: Prepared) => Promise<T>): Promise<T> {
    const isolation = kind === 'READ ONLY' ? 'REPEATABLE READ' : 'READ COMMITTED';
    return this.#call(async (prepared, client) => {
      await client.query(`BEGIN ISOLATION LEVEL ${isolation} ${kind}`);
      try {
        const result = await run(prepared);
        await client.query('COMMIT');
        return result;
      } catch (error) {
        if (!isConnectionLost(error)) await client.query('ROLLBACK');
        throw error;
      }
    });
  }

  async #call<T>(run: (prepared: Prepared, client: pg.PoolClient) => Promise<T>): Promise<T> {
    if (this.#open >= MAX_OPEN) throw new AppError('busy');
    this.#open++;
    try {
      return await withAttempts(() => this.#once(run), isConnectionLost, this.#closing.signal);
    } catch (error) {
      throw AppError.from(error);
    } finally {
      this.#open--;
    }
  }

  async #once<T>(run: (prepared: Prepared, client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let failure: unknown;
    try {
      return await run(this.#preparedOn(client), client);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      client.release(isConnectionLost(failure));
    }
  }

  #preparedOn(client: pg.PoolClient): Prepared {
    const known = this.#prepared.get(client);
    if (known) return known;
    const session = sessionOn(client);
    const prepared = { queries: prepareQueries(session), nodes: prepareNodes(session) };
    this.#prepared.set(client, prepared);
    return prepared;
  }
}

function toChange({ kind, position, conversation, channel, user, seq, personal }: ChangeRow): StoredChange {
  switch (kind) {
    case 'conversation':
      if (conversation !== null) return { kind, position, conversation, seq: seq ?? 0 };
      break;
    case 'member':
      if (conversation !== null && user !== null) return { kind, position, conversation, user, personal };
      break;
    case 'draft':
      if (conversation !== null && user !== null) return { kind, position, conversation, user };
      break;
    case 'channelReads':
      if (channel !== null && user !== null) return { kind, position, channel, user };
      break;
    case 'channels':
      return { kind, position };
  }
  throw new AppError('internal', `a change of kind ${kind} without its place`);
}
