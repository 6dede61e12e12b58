import type { AuditEntry } from '../../../../shared/admin/audit.ts';
import type { UserId } from '../../../../shared/model/ids.ts';
import { AUDIT_KEPT_MS, type NewAuditEntry, type RelayTotals } from '../../administration.ts';
import { type AuditRow, toEntry } from '../../rows/audit.ts';
import type { GroupRow } from '../../rows/group.ts';
import type { Session } from '../session.ts';

/** What administrators set, the log of what they did, and how much of everything there is. */
export interface AdministrationQueries {
  policies(): Promise<Record<string, string>>;
  policy(name: string): Promise<string | undefined>;
  setPolicy(name: string, value: string): Promise<void>;
  /** `actor`: key of an account. */
  record(entry: NewAuditEntry, actor: number | null): Promise<void>;
  /** Newest first, below `before`. */
  audit(before: number, limit: number): Promise<AuditEntry[]>;
  /** Removes up to `limit` lines from before `before`, oldest first; none that the schema keeps. */
  expire(before: number, limit: number): Promise<number>;
  totals(): Promise<RelayTotals>;
  /** Newest first, below `before`; `query`: part of the title, or empty. */
  groups(query: string, before: number, limit: number): Promise<GroupRow[]>;
  /** Who owns it; of a group. */
  owner(conversation: number): Promise<UserId | undefined>;
}

type Cell = string | number | null;

export function prepareAdministration(session: Session): AdministrationQueries {
  const policies = session.prepare<[], [string, string]>('SELECT name, value FROM policy').raw();
  const policy = session.prepare<[string], string>('SELECT value FROM policy WHERE name = ?').pluck();
  const setPolicy = session.prepare<[string, string]>(
    'INSERT INTO policy VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const record = session.prepare<Cell[]>(
    `INSERT INTO audit (at, origin, actor, operator, address, action, subject, label, detail)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const audit = session.prepare<[number, number], AuditRow>(
    `SELECT id, at, origin, operator, address, action, subject, label, detail,
       (SELECT id FROM account WHERE key = audit.actor) AS "actorId",
       (SELECT name FROM account WHERE key = audit.actor) AS "actorName"
     FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?`,
  );
  const newest = session.prepare<[], number>('SELECT at FROM audit ORDER BY id DESC LIMIT 1').pluck();
  // Lines are in order of time but for a clock that was set back; what is kept back by one of those goes later.
  const oldest = session
    .prepare<[number], [number, number]>('SELECT id, at FROM audit ORDER BY id LIMIT ?')
    .raw();
  const remove = session.prepare<[number]>('DELETE FROM audit WHERE id = ?');
  // These three walk a table, or an index of it: an administrator asks for them now and then.
  const people = session
    .prepare<[], [number, number]>(
      `SELECT count(*) FILTER (WHERE deactivated_at IS NULL),
         count(*) FILTER (WHERE deactivated_at IS NULL AND administrator)
       FROM account`,
    )
    .raw();
  const devices = session.prepare<[], number>('SELECT count(*) FROM device').pluck();
  const conversations = session
    .prepare<[], [number, number, number]>(
      `SELECT count(*) FILTER (WHERE kind = 'group'), count(*) FILTER (WHERE kind = 'direct'),
         coalesce(sum(head_ordinal), 0)
       FROM conversation`,
    )
    .raw();
  const groups = session.prepare<[number, string, number], GroupRow>(
    `SELECT key, id, title, member_count AS "memberCount", head_ordinal AS messages,
       (SELECT coalesce(min(at), 0) FROM event WHERE conversation = conversation.key AND seq = 1) AS "createdAt",
       (SELECT coalesce(min(at), 0) FROM event WHERE conversation = conversation.key AND seq = head_seq) AS "lastEventAt"
     FROM conversation WHERE key < ?::bigint AND kind = 'group' AND strpos(lower(title), lower(?)) > 0
     ORDER BY key DESC LIMIT ?`,
  );
  const owner = session
    .prepare<[number], UserId>(
      `SELECT (SELECT id FROM account WHERE key = member.account) FROM member
       WHERE conversation = ? AND role = 'owner'`,
    )
    .pluck();
  return {
    policies: async () => Object.fromEntries(await policies.all()),
    policy: (name) => policy.get(name),
    setPolicy: (name, value) => setPolicy.run(name, value),
    async record({ at, actor: { origin, operator, address }, action, subject, label, detail }, actor) {
      const json = detail === null ? null : JSON.stringify(detail);
      await record.run(at, origin, actor, operator, address, action, subject, label, json);
    },
    audit: async (before, limit) => (await audit.all(before, limit)).map(toEntry),
    async expire(before, limit) {
      const keptFrom = ((await newest.get()) ?? 0) - AUDIT_KEPT_MS;
      let removed = 0;
      for (const [id, at] of await oldest.all(limit)) {
        if (at >= before || at > keptFrom) break;
        removed += await remove.changes(id);
      }
      return removed;
    },
    async totals() {
      const [active, administrators] = (await people.get()) ?? [0, 0];
      const [groupCount, directs, messages] = (await conversations.get()) ?? [0, 0, 0];
      return {
        people: active,
        administrators,
        devices: (await devices.get()) ?? 0,
        groups: groupCount,
        directs,
        messages,
      };
    },
    groups: (query, before, limit) => groups.all(before, query, limit),
    owner: (conversation) => owner.get(conversation),
  };
}
