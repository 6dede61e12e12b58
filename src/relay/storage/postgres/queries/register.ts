import { MAX_NODES } from '../../../../shared/model/nodes.ts';
import type { NodeIdentity, RegisteredNode } from '../../node-register.ts';
import type { Session } from '../session.ts';

/** A node's row, with the newest schema that its program knows. */
type EnteredNode = NodeIdentity & { readonly schema: number };

/**
 * The register of nodes. A node lives as long as the connection that it writes by: that holds an advisory lock of the node's number, and
 * PostgreSQL itself ends both together. So a node that stands still is not taken for dead, and no clocks are compared.
 */
export interface RegisterQueries {
  /** Enters the node, or renews its row, and takes its lock until the connection ends. Forgets those that have died. */
  enter(node: EnteredNode): Promise<void>;
  report(id: string, connections: number, at: number): Promise<void>;
  live(): Promise<RegisteredNode[]>;
}

/** The first number of these locks; the second one is the node's. */
const NODES = 7_918_403;

const LIVES = `EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = ${NODES} AND l.objid = node.key::oid
  AND l.objsubid = 2 AND l.granted
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))`;

export function prepareRegister(session: Session): RegisterQueries {
  const forget = session.prepare<[string]>(`DELETE FROM node WHERE id <> ?::uuid AND NOT ${LIVES}`);
  const enter = session
    .prepare<[string, string, string, number, number, number], number>(
      `INSERT INTO node (id, version, place, schema, started_at, seen_at, connections) VALUES (?::uuid, ?, ?, ?, ?, ?, 0)
       ON CONFLICT (id) DO UPDATE SET version = excluded.version RETURNING key`,
    )
    .pluck();
  // Shared: the node's connection before this one may not be over for the server.
  const hold = session.prepare<[number]>(`SELECT pg_advisory_lock_shared(${NODES}, ?)`);
  const report = session.prepare<[number, number, string]>(
    'UPDATE node SET connections = ?, seen_at = ? WHERE id = ?::uuid',
  );
  const live = session.prepare<[number], RegisteredNode>(
    `SELECT id, version, place, schema, started_at AS "startedAt", seen_at AS "seenAt", connections
     FROM node WHERE ${LIVES} ORDER BY started_at, key LIMIT ?`,
  );
  return {
    async enter({ id, version, place, schema, startedAt }) {
      await forget.run(id);
      const key = await enter.get(id, version, place, schema, startedAt, startedAt);
      if (key !== undefined) await hold.run(key);
    },
    report: (id, connections, at) => report.run(connections, at, id),
    live: () => live.all(MAX_NODES),
  };
}
