import type Database from 'better-sqlite3';
import type { AuditEntry } from '../../../../shared/admin/audit.ts';
import type { UserId } from '../../../../shared/model/ids.ts';
import { AUDIT_KEPT_MS, type NewAuditEntry, type RelayTotals } from '../../administration.ts';
import { type AuditRow, toEntry } from '../../rows/audit.ts';
import type { GroupRow } from '../../rows/group.ts';

/** What administrators set, the log of what they did, and how much of everything there is. */
export interface AdministrationQueries {
  policies(): Record<string, string>;
  policy(name: string): string | undefined;
  setPolicy(name: string, value: string): void;
  /** `actor`: key of an account. */
  record(entry: NewAuditEntry, actor: number | null): void;
  /** Newest first, below `before`. */
  audit(before: number, limit: number): AuditEntry[];
  /** Removes up to `limit` lines from before `before`, oldest first; none that the schema keeps. */
  expire(before: number, limit: number): number;
  totals(): RelayTotals;
  /** Newest first, below `before`; `query`: part of the title, or empty. */
  groups(query: string, before: number, limit: number): GroupRow[];
  /** Who owns it; of a group. */
  owner(conversation: number): UserId | undefined;
}

type Cell = string | number | null;

export function prepareAdministration(database: Database.Database): AdministrationQueries {
  const policies = database
    .prepare<[], [string, string]>("SELECT name, value FROM policy WHERE name > ''")
    .raw();
  const policy = database.prepare<[string], string>('SELECT value FROM policy WHERE name = ?').pluck();
  const setPolicy = database.prepare<[string, string]>(
    'INSERT INTO policy VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  const record = database.prepare<Cell[]>(
    `INSERT INTO audit (at, origin, actor, operator, address, action, subject, label, detail)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const audit = database.prepare<[number, number], AuditRow>(
    `SELECT id, at, origin, operator, address, action, subject, label, detail,
       (SELECT id FROM account WHERE key = audit.actor) AS actorId,
       (SELECT name FROM account WHERE key = audit.actor) AS actorName
     FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?`,
  );
  const newest = database
    .prepare<[], number>('SELECT at FROM audit WHERE id > 0 ORDER BY id DESC LIMIT 1')
    .pluck();
  // Lines are in order of time but for a clock that was set back; what is kept back by one of those goes later.
  const oldest = database.prepare<[number], [number, number]>(
    'SELECT id, at FROM audit WHERE id > 0 ORDER BY id LIMIT ?',
  );
  oldest.raw();
  const remove = database.prepare<[number]>('DELETE FROM audit WHERE id = ?');
  // These three walk a table, or an index of it: an administrator asks for them now and then.
  const people = database
    .prepare<[], [number, number]>(
      `SELECT count(*) FILTER (WHERE deactivated_at IS NULL),
         count(*) FILTER (WHERE deactivated_at IS NULL AND administrator = 1)
       FROM account WHERE key > 0`,
    )
    .raw();
  const devices = database.prepare<[], number>("SELECT count(*) FROM device WHERE id > ''").pluck();
  const conversations = database
    .prepare<[], [number, number, number]>(
      `SELECT count(*) FILTER (WHERE kind = 'group'), count(*) FILTER (WHERE kind = 'direct'),
         coalesce(sum(head_ordinal), 0)
       FROM conversation WHERE key > 0`,
    )
    .raw();
  const groups = database.prepare<[number, string, number], GroupRow>(
    `SELECT key, id, title, member_count AS memberCount, head_ordinal AS messages,
       (SELECT at FROM event WHERE conversation = conversation.key AND seq = 1) AS createdAt,
       (SELECT at FROM event WHERE conversation = conversation.key AND seq = head_seq) AS lastEventAt
     FROM conversation WHERE key < ? AND kind = 'group' AND instr(lower(title), lower(?)) > 0
     ORDER BY key DESC LIMIT ?`,
  );
  const owner = database
    .prepare<[number], UserId>(
      `SELECT (SELECT id FROM account WHERE key = member.account) FROM member
       WHERE conversation = ? AND role = 'owner'`,
    )
    .pluck();
  return {
    policies: () => Object.fromEntries(policies.all()),
    policy: (name) => policy.get(name),
    setPolicy: (name, value) => void setPolicy.run(name, value),
    record({ at, actor: { origin, operator, address }, action, subject, label, detail }, actor) {
      const json = detail === null ? null : JSON.stringify(detail);
      record.run(at, origin, actor, operator, address, action, subject, label, json);
    },
    audit: (before, limit) => audit.all(before, limit).map(toEntry),
    expire(before, limit) {
      const keptFrom = (newest.get() ?? 0) - AUDIT_KEPT_MS;
      let removed = 0;
      for (const [id, at] of oldest.all(limit)) {
        if (at >= before || at > keptFrom) break;
        removed += remove.run(id).changes;
      }
      return removed;
    },
    totals() {
      const [active, administrators] = people.get() ?? [0, 0];
      const [groupCount, directs, messages] = conversations.get() ?? [0, 0, 0];
      return {
        people: active,
        administrators,
        devices: devices.get() ?? 0,
        groups: groupCount,
        directs,
        messages,
      };
    },
    groups: (query, before, limit) => groups.all(before, query, limit),
    owner: (conversation) => owner.get(conversation),
  };
}
