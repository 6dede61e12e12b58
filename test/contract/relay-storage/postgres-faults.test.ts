import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RelayStorage } from '../../../src/relay/storage/port.ts';
import { PostgresNodeStorage } from '../../../src/relay/storage/postgres/postgres-node-storage.ts';
import { openPostgresRelayStorage } from '../../../src/relay/storage/postgres/postgres-relay-storage.ts';
import { cutProxy, type CutProxy } from '../../support/cut-proxy.ts';
import { freePort } from '../../support/free-port.ts';
import { startPostgres, type TestDatabase, type TestPostgres } from '../../support/postgres.ts';
import { appended, StorageFixture } from './storage-fixture.ts';

const MONTHS = [Date.UTC(2026, 0, 31), Date.UTC(2026, 1, 1), Date.UTC(2026, 0, 15)];

let postgres: TestPostgres;
let database: TestDatabase;

beforeAll(async () => {
  postgres = await startPostgres();
  database = await postgres.database();
}, 60_000);

afterAll(() => postgres.remove());

describe('a relay on PostgreSQL', () => {
  const opened: { close(): Promise<void> }[] = [];
  const open = async (url = database.url): Promise<RelayStorage> => {
    const storage = await openPostgresRelayStorage({ url });
    opened.push(storage);
    return storage;
  };
  let proxy: CutProxy;
  let fixture: StorageFixture;

  beforeEach(async () => {
    proxy = await cutProxy(Number(new URL(database.url).port));
    const url = new URL(database.url);
    url.port = String(proxy.port);
    fixture = new StorageFixture(await open(url.href));
  });

  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
    await proxy.close();
    await database.empty();
  });

  async function conversation() {
    const [anna, bob] = await fixture.people(2);
    if (!anna || !bob) throw new Error('two people');
    return { anna, bob, id: await fixture.group(anna, bob) };
  }

  /** The server's process for the one connection that has begun a transaction and says nothing more; waits for it. */
  async function insideTransaction(): Promise<number> {
    const inside = "SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = $1";
    for (;;) {
      const [found] = await postgres.query<{ pid: number }>(inside, [database.name]);
      if (found) return found.pid;
    }
  }

  it.each(['before', 'after'] as const)(
    'stores a message once whose commit is cut off %s the server has heard of it',
    async (when) => {
      const { anna, id } = await conversation();
      proxy.cutAt('COMMIT', when);
      const outcomes = await Promise.all([fixture.send(id, anna, 'one'), fixture.send(id, anna, 'two')]);
      expect(outcomes.map((outcome) => appended(outcome).event.seq)).toEqual([2, 3]);
      expect((await fixture.all(id)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
      expect(await fixture.storage.position()).toBe(appended(outcomes[1]).position);
    },
  );

  it('answers every write once, in order, while its connections are ended again and again', async () => {
    const { anna, id } = await conversation();
    const seqs: number[] = [];
    for (let round = 0; round < 5; round++) {
      const sent = Array.from({ length: 60 }, (_, index) => fixture.send(id, anna, String(index)));
      await postgres.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'yidu-relay' AND datname = $1`,
        [database.name],
      );
      seqs.push(...(await Promise.all(sent)).map((outcome) => appended(outcome).event.seq));
    }
    expect(seqs).toEqual(seqs.map((_, index) => index + 2));
    expect(await fixture.all(id)).toHaveLength(301);
  });

  it('goes on by itself once a server that was cut off is back', async () => {
    const { anna, id } = await conversation();
    await postgres.stop('at once');
    const outcomes = Promise.all([fixture.send(id, anna), fixture.storage.head(anna, id)]);
    await postgres.start();
    const [outcome, head] = await outcomes;
    expect(appended(outcome).event.seq).toBe(2);
    expect(head?.headSeq).toBe(2);
  });

  it.each(['RelayStorage', 'NodeStorage'] as const)(
    'reads on when it stood still inside a read, and the server has ended that: %s',
    async (port) => {
      const { anna, id } = await conversation();
      const url = new URL(database.url);
      url.port = String(proxy.port);
      const nodes = new PostgresNodeStorage(url.href);
      opened.push(nodes);
      proxy.cutAt('READ ONLY', 'when ended');
      const ranges = [
        [1, 1],
        [3, 3],
      ] as const;
      const [reading, expected] =
        port === 'RelayStorage'
          ? [fixture.storage.head(anna, id), { headSeq: 1 }]
          : [nodes.readTimeline(id, ranges, 2, 1_000_000), [{ seq: 1 }]];
      await postgres.query('SELECT pg_terminate_backend($1)', [await insideTransaction()]);
      expect(await reading).toMatchObject(expected);
    },
  );

  it('has others wait five seconds for a node that stands still inside a batch, which does it again then', async () => {
    const { anna, bob, id } = await conversation();
    const other = new StorageFixture(await open());
    proxy.cutAt('FOR UPDATE', 'when ended');
    const still = fixture.send(id, anna, 'one');
    await insideTransaction();
    expect(appended(await other.send(id, bob, 'two', fixture.clientId())).event.seq).toBe(2);
    expect(appended(await still).event.seq).toBe(3);
  }, 20_000);

  it('gives seqs and positions without a hole or a double to several nodes', async () => {
    const { anna, bob, id } = await conversation();
    const other = new StorageFixture(await open());
    const sent = Array.from({ length: 100 }, (_, index) =>
      index % 2 === 0 ? fixture.send(id, anna) : other.send(id, bob, 'hi', fixture.clientId()),
    );
    const events = (await Promise.all(sent)).map(appended);
    const bySeq = events.toSorted((a, b) => a.event.seq - b.event.seq);
    expect(bySeq.map(({ event }) => event.seq)).toEqual(sent.map((_, index) => index + 2));
    const first = bySeq[0]?.position ?? 0;
    expect(bySeq.map(({ position }) => position - first)).toEqual(sent.map((_, index) => index));
  });

  it('gives each position once, also to nodes that write in conversations of their own', async () => {
    const { anna, bob, id } = await conversation();
    const other = new StorageFixture(await open());
    const another = await fixture.group(bob);
    const before = await fixture.storage.position();
    const given: number[] = [];
    for (let round = 0; round < 10; round++) {
      const sent = [fixture.send(id, anna, 'hi'), other.send(another, bob, 'hi', fixture.clientId())];
      given.push(...(await Promise.all(sent)).map((outcome) => appended(outcome).position));
    }
    expect(given.toSorted((a, b) => a - b)).toEqual(given.map((_, index) => before + 1 + index));
  });

  it('[SYN-9] begins a generation only where no other node keeps the last one', async () => {
    const { anna, id } = await conversation();
    const { generation } = await fixture.storage.lineage();
    const other = await open();
    await fixture.send(id, anna);
    const position = await other.position();
    expect(await other.lineage({ generation, position })).toEqual({ generation, covers: true });
    for (const one of opened.splice(0)) await one.close();
    const later = await open();
    const lineage = await later.lineage({ generation, position });
    expect(lineage).toMatchObject({ covers: true });
    expect(lineage.generation).not.toBe(generation);
    expect(await later.lineage({ generation, position: position + 1 })).toMatchObject({ covers: false });
  });

  it('keeps each month in a partition that can be detached, also when the clock is set back', async () => {
    const { anna, bob, id } = await conversation();
    for (const at of MONTHS) {
      await fixture.storage.append({
        conversation: id,
        sender: anna,
        at,
        event: {
          kind: 'message.created',
          clientId: fixture.clientId(),
          content: { type: 'text', text: 'hello' },
        },
        roles: ['owner'],
      });
    }
    const before = await fixture.storage.head(bob, id);
    await postgres.query('ALTER TABLE event DETACH PARTITION event_202601', [], database.name);
    try {
      expect((await fixture.all(id)).map(({ seq }) => seq)).toEqual([1, 3, 4]);
      expect(await fixture.storage.head(bob, id)).toEqual(before);
      expect(appended(await fixture.send(id, anna)).event.seq).toBe(5);
    } finally {
      await postgres.query(
        'ALTER TABLE event ATTACH PARTITION event_202601 FOR VALUES IN (202601)',
        [],
        database.name,
      );
    }
  });
});

describe('a database that cannot be used', () => {
  it('is refused with a reason, without its password', async () => {
    const wrong = new URL(database.url);
    wrong.password = 'not-the-word';
    const nobody = new URL(database.url);
    nobody.port = String(await freePort());
    for (const [url, reason] of [
      [wrong.href, '28P01'],
      [nobody.href, 'ECONNREFUSED'],
    ] as const) {
      const error: unknown = await openPostgresRelayStorage({ url }).catch((refused: unknown) => refused);
      expect(error).toMatchObject({ code: 'store_failed' });
      expect(String(error)).toContain(reason);
      expect(String(error)).not.toMatch(/not-the-word|sesame/);
    }
  });

  it('is refused when a later version has used it', async () => {
    const later = await postgres.database();
    await (await openPostgresRelayStorage({ url: later.url })).close();
    await postgres.query('INSERT INTO schema_version VALUES (9990)', [], later.name);
    await expect(openPostgresRelayStorage({ url: later.url })).rejects.toMatchObject({ code: 'store_newer' });
  });

  it('is made ready once by several nodes that start at once', async () => {
    const fresh = await postgres.database();
    const nodes = await Promise.all([1, 2, 3].map(() => openPostgresRelayStorage({ url: fresh.url })));
    const ids = await Promise.all(nodes.map((node) => node.relayId()));
    expect(new Set(ids).size).toBe(1);
    await Promise.all(nodes.map((node) => node.close()));
  });
});
