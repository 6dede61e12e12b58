import { AppError } from '../../../shared/errors.ts';
import type { ConversationId, UserId } from '../../../shared/model/ids.ts';
import { type AttemptAnswer, decideAttempt, withdrawnAttempt } from '../../domain/lockout-rule.ts';
import type { MemberReport, NodeStorage, StoredChange, StoredChanges } from '../node-port.ts';
import { ConnectionPool } from './connection-pool.ts';
import { prepareQueries, type Queries } from './queries/all.ts';
import { type ChangeRow, type NodeQueries, prepareNodes } from './queries/nodes.ts';
import { readTimeline, readUnchanged } from './read-timeline.ts';
import type { Session } from './session.ts';
import { unreadOf } from './unread.ts';

/** Connections of its own: a comparison that walks the tables keeps nobody's reads waiting, and nobody's messages. */
const CONNECTIONS = 3;
/** Calls that are under way or wait for a connection; more are refused with `busy`. */
const MAX_OPEN = 1_000;

interface Prepared {
  readonly queries: Queries;
  readonly nodes: NodeQueries;
}

/** What several nodes need of a database whose tables are there. */
export class PostgresNodeStorage implements NodeStorage {
  readonly #pool: ConnectionPool<Prepared>;

  constructor(url: string) {
    const prepare = (session: Session): Prepared => ({
      queries: prepareQueries(session),
      nodes: prepareNodes(session),
    });
    this.#pool = new ConnectionPool({ url, connections: CONNECTIONS, maxOpen: MAX_OPEN, prepare });
  }

  changesSince(since: number, until: number, limit: number): Promise<StoredChanges> {
    return this.#pool.transaction('READ ONLY', async ({ nodes }) => {
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

  readTimeline: NodeStorage['readTimeline'] = async (id, ranges, limit, maxBytes) => {
    const [range, ...others] = ranges;
    if (range && others.length === 0 && range[1] - range[0] < limit) {
      const unchanged = await this.#pool.run(({ queries }) => readUnchanged(queries, id, range, maxBytes));
      if (unchanged) return unchanged;
    }
    return this.#pool.transaction('READ ONLY', ({ queries }) =>
      readTimeline(queries, id, ranges, limit, maxBytes, undefined),
    );
  };

  memberReports(id: ConversationId, users: readonly UserId[]): Promise<readonly MemberReport[]> {
    // What counts as unread is counted up to the head that was read with it, and no event before it changes its number.
    return this.#pool.run(async ({ queries }) => {
      const found = await queries.reports.members(users.map((user) => ({ conversation: id, user })));
      const seen = found.map(({ user, member }) => ({ ...member, user, key: member.conversation }));
      const unread = await unreadOf(queries.events, seen);
      return seen.map(({ user, headSeq, delivered, read, hidden }, index) => ({
        ...{ user, headSeq, delivered, read, hidden },
        unread: unread[index] ?? 0,
      }));
    });
  }

  signedInDevices: NodeStorage['signedInDevices'] = (devices) =>
    this.#pool.run(({ nodes }) => nodes.signedIn(devices));

  channelsPosition(): Promise<number> {
    return this.#pool.run(({ nodes }) => nodes.channelsPosition());
  }

  lease(name: string, holder: string, at: number, forMs: number): Promise<boolean> {
    return this.#pool.run(async ({ nodes }) => {
      const held = await nodes.lease(name, holder, at, at + forMs);
      if (held && forMs === 0) await nodes.release(name, holder);
      return held;
    });
  }

  countAttempt(digest: string, at: number): Promise<AttemptAnswer> {
    return this.#pool.transaction('READ WRITE', async ({ nodes }) => {
      const known = await nodes.lockAttempts(digest, at);
      const { answer, next } = decideAttempt(known, at);
      if (next) await nodes.setAttempts(digest, next);
      if (next?.count === 1) await nodes.forgetOldAttempts();
      return answer;
    });
  }

  withdrawAttempt(digest: string): Promise<void> {
    return this.#pool.transaction('READ WRITE', async ({ nodes }) => {
      const known = await nodes.lockAttempts(digest, 0);
      const left = known && withdrawnAttempt(known);
      if (left && left.count > 0) await nodes.setAttempts(digest, left);
      else await nodes.forgetAttempts(digest);
    });
  }

  forgetAttempts(digest: string): Promise<void> {
    return this.#pool.run(({ nodes }) => nodes.forgetAttempts(digest));
  }

  /** Waits for what is under way. */
  close(): Promise<void> {
    return this.#pool.close();
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
    case 'person':
      if (user !== null) return { kind, position, user };
      break;
    case 'channelReads':
      if (channel !== null && user !== null) return { kind, position, channel, user };
      break;
    case 'channels':
      return { kind, position };
  }
  throw new AppError('internal', `a change of kind ${kind} without its place`);
}
