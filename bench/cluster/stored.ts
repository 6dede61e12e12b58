import { availableParallelism } from 'node:os';
import type { RelayStorage } from '../../src/relay/storage/port.ts';
import { openPostgresRelayStorage } from '../../src/relay/storage/postgres/postgres-relay-storage.ts';
import { ClientId, ConversationId, UserId } from '../../src/shared/model/ids.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import { seededIds } from '../../test/support/seeded-random.ts';
import { type BenchResult, percentile, type Row } from '../report.ts';

export interface StoredOptions {
  readonly nodes: readonly number[];
  readonly messages: number;
  readonly conversations: number;
  readonly inFlight: number;
  readonly say: (text: string) => void;
}

/** As performance.md has it, of one machine. */
const TARGET = 15_000;
const TEXT = '这件事周五之前能做完吗？如果需要人手，请告诉我。';

interface Talk {
  readonly conversation: ConversationId;
  readonly sender: UserId;
}

/**
 * A PostgreSQL of its own, which waits for the disk at each commit, and as many storages on it as there are nodes, all in this
 * process: what they do for each message is counted with them.
 */
export async function storedTable(options: StoredOptions): Promise<BenchResult> {
  const postgres = await startPostgres({ durable: true });
  const makeId = seededIds(7);
  try {
    const rows: Row[] = [];
    for (const count of options.nodes) {
      options.say(`${count} nodes …`);
      const { url } = await postgres.database();
      const storages: RelayStorage[] = [];
      for (let i = 0; i < count; i++) storages.push(await openPostgresRelayStorage({ url }));
      const [first] = storages;
      if (!first) throw new Error('no node');
      const talks = await prepare(first, options.conversations, makeId);
      // Statements are parsed, and pages are in memory.
      await store(storages, talks, { ...options, messages: 2_000 }, makeId);
      rows.push(await store(storages, talks, options, makeId));
      await Promise.all(storages.map((storage) => storage.close()));
    }
    const rates = rows.map(({ values }) => Number(values['stored msg/s']));
    return {
      rows,
      targets: [
        {
          name: 'messages stored per second, one node',
          actual: rates[0],
          comparison: '>=',
          bound: TARGET,
        },
      ],
      notes: [
        `${availableParallelism()} cores for PostgreSQL and the nodes together; fsync on; ${options.conversations} groups of 3; ${options.inFlight} messages in flight on each node`,
      ],
    };
  } finally {
    await postgres.remove();
  }
}

async function prepare(storage: RelayStorage, conversations: number, makeId: () => string): Promise<Talk[]> {
  const users = Array.from({ length: 30 }, () => UserId.parse(makeId()));
  await Promise.all(
    users.map((id, index) =>
      storage.createAccount({
        id,
        name: `p${index}`,
        displayName: `P ${index}`,
        passwordHash: '',
        createdAt: 1,
      }),
    ),
  );
  const made = Array.from({ length: conversations }, async (_, index) => {
    const [sender, ...others] = [0, 1, 2].flatMap(
      (offset) => users[(index + offset * 7) % users.length] ?? [],
    );
    if (!sender) throw new Error('nobody');
    const { id } = await storage.createConversation({
      kind: 'group',
      id: ConversationId.parse(makeId()),
      creator: sender,
      clientId: ClientId.parse(makeId()),
      title: `Group ${index}`,
      users: others,
      at: Date.UTC(2026, 10, 1),
    });
    return { conversation: id, sender };
  });
  return Promise.all(made);
}

async function store(
  storages: readonly RelayStorage[],
  talks: readonly Talk[],
  { messages, inFlight }: StoredOptions,
  makeId: () => string,
): Promise<Row> {
  const ids = Array.from({ length: messages }, () => ClientId.parse(makeId()));
  const took = new Float64Array(messages);
  let next = 0;
  const cpu = process.cpuUsage();
  const started = performance.now();
  const sendOn = async (storage: RelayStorage): Promise<void> => {
    for (let index = next++; index < messages; index = next++) {
      const talk = talks[index % talks.length];
      const clientId = ids[index];
      if (!talk || !clientId) return;
      const sent = performance.now();
      const outcome = await storage.append({
        ...talk,
        at: Date.UTC(2026, 10, 2) + index,
        event: { kind: 'message.created', clientId, content: { type: 'text', text: TEXT } },
        roles: ['owner'],
      });
      if (outcome.kind !== 'appended') throw new Error(outcome.kind);
      took[index] = performance.now() - sent;
    }
  };
  const lanes = storages.flatMap((storage) => Array.from({ length: inFlight }, () => sendOn(storage)));
  await Promise.all(lanes);
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    table: 'stored in PostgreSQL, one batch at a time over all nodes',
    subject: `${storages.length} node${storages.length === 1 ? '' : 's'}`,
    values: {
      'stored msg/s': messages / seconds,
      'p50 ms': percentile(took, 0.5),
      'p99 ms': percentile(took, 0.99),
      'µs CPU of the nodes per message': (user + system) / messages,
    },
  };
}
