import { openPostgresRelayStorage } from '../../src/relay/storage/postgres/postgres-relay-storage.ts';
import { ClientId } from '../../src/shared/model/ids.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import { seededIds } from '../../test/support/seeded-random.ts';
import { populate } from '../relay/workspace.ts';
import type { BenchResult, Row } from '../report.ts';

export interface BytesOptions {
  readonly messages: number;
  readonly say: (text: string) => void;
}

const PEOPLE = 300;
const GROUPS = 200;
const MEMBERS = 10;
/** Calls under way at a time. */
const AT_ONCE = 500;
/** Messages that a member reports as read at a time. */
const READ = 10;
const TEXT = '这件事周五之前能做完吗？如果需要人手，请告诉我。';

/** All of them, so many at a time. */
async function inLanes(jobs: readonly (() => Promise<unknown>)[]): Promise<number> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let job = jobs[next++]; job; job = jobs[next++]) await job();
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return jobs.length / ((performance.now() - started) / 1_000);
}

/**
 * What a message of 24 Chinese characters in a group of ten, and a member's report of ten read ones, leave on the disk and in the
 * write-ahead log: one storage, batches as large as they come, fsync on.
 */
export async function bytesTable({ messages, say }: BytesOptions): Promise<BenchResult> {
  say('bytes …');
  const postgres = await startPostgres({ durable: true });
  const makeId = seededIds(9);
  try {
    const { url, name } = await postgres.database();
    const storage = await openPostgresRelayStorage({ url });
    const plans = Array.from({ length: GROUPS }, (_, group) =>
      Array.from({ length: MEMBERS }, (_member, index) => (group * 7 + index * 3) % PEOPLE),
    );
    const { people, groups } = await populate(storage, { people: PEOPLE, groups: plans });
    const talks = groups.map((conversation, index) => ({
      conversation,
      members: (plans[index] ?? []).flatMap((at) => people[at]?.user ?? []),
    }));
    const number = async (sql: string): Promise<number> => {
      const [row] = await postgres.query<{ value: string }>(
        `SELECT (${sql})::text AS value`,
        undefined,
        name,
      );
      return Number(row?.value);
    };
    const measure = async (subject: string, jobs: readonly (() => Promise<unknown>)[]): Promise<Row> => {
      await postgres.query('CHECKPOINT');
      const disk = await number('pg_database_size(current_database())');
      const log = await number("pg_current_wal_lsn() - '0/0'::pg_lsn");
      const rate = await inLanes(jobs);
      const logged = (await number("pg_current_wal_lsn() - '0/0'::pg_lsn")) - log;
      await postgres.query('VACUUM', undefined, name);
      const grown = (await number('pg_database_size(current_database())')) - disk;
      return {
        table: 'what PostgreSQL keeps and writes, one storage',
        subject,
        values: {
          'a second': rate,
          'bytes on disk': grown / jobs.length,
          'bytes of WAL': logged / jobs.length,
        },
      };
    };
    const sends = Array.from({ length: messages }, (_, index) => async (): Promise<unknown> => {
      const { conversation, members } = talks[index % GROUPS] ?? {};
      const sender = members?.[0];
      if (!conversation || !sender) throw new Error('nobody');
      const clientId = ClientId.parse(makeId());
      const event = { kind: 'message.created', clientId, content: { type: 'text', text: TEXT } } as const;
      return storage.append({
        conversation,
        sender,
        at: Date.UTC(2026, 10, 2) + index,
        event,
        roles: ['owner'],
      });
    });
    const rounds = Math.max(1, Math.floor(messages / GROUPS / READ));
    const reports = Array.from({ length: rounds }, (_, round) => round).flatMap((round) =>
      talks.flatMap(({ conversation, members }) =>
        members.slice(1).map((user) => async (): Promise<unknown> => {
          const to = 1 + (round + 1) * READ;
          return storage.report({ conversation, user, delivered: to, read: [[to - READ + 1, to]] });
        }),
      ),
    );
    const rows = [await measure('a message', sends), await measure('a report of ten read', reports)];
    await storage.close();
    return {
      rows,
      targets: [],
      notes: [`${GROUPS} groups of ${MEMBERS}; ${messages} messages, ${reports.length} reports`],
    };
  } finally {
    await postgres.remove();
  }
}
