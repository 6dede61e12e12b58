import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRelay, type Relay } from '../../src/relay/create-relay.ts';
import { hashToken } from '../../src/relay/handlers/auth/token.ts';
import type { RelayStorage } from '../../src/relay/storage/port.ts';
import { openSqliteRelayStorage } from '../../src/relay/storage/sqlite/sqlite-relay-storage.ts';
import { SILENT_LOGGER } from '../../src/shared/logger.ts';
import { ClientId, ConversationId, DeviceId, UserId } from '../../src/shared/model/ids.ts';
import { CheapPasswordHasher } from '../../test/support/cheap-password-hasher.ts';
import { seededIds } from '../../test/support/seeded-random.ts';
import { type JournalMark, markJournal } from './journal-bytes.ts';

const workerPath = fileURLToPath(new URL('../../src/relay/storage/sqlite/worker.ts', import.meta.url));

/** Calls that share a transaction. */
const BATCH = 1_000;
const GROUP_MEMBERS = 500;

export interface Office {
  readonly relay: Relay;
  readonly storage: RelayStorage;
  readonly users: readonly UserId[];
  readonly groups: readonly ConversationId[];
  readonly makeId: () => string;
  tokenOf(index: number): string;
  markJournal(): JournalMark;
  close(): Promise<void>;
}

const clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(ms: number, task: () => void) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

const tokenOf = (index: number): string => `token-${String(index).padStart(30, '0')}`;

/**
 * A relay on SQLite in threads of this process, whose CPU and writes are measured whole: accounts with a device each, every one of them in
 * `groupsEach` groups of 500. The first is its administrator.
 */
export async function openOffice(accounts: number, groupsEach: number): Promise<Office> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-channels-'));
  const file = join(folder, 'relay.db');
  const storage = await openSqliteRelayStorage({
    file,
    workerPath,
    onFailure: (error) => {
      throw error;
    },
  });
  const makeId = seededIds(9);
  const users = Array.from({ length: accounts }, () => UserId.parse(makeId()));
  await inBatches(users, async (id, index) => {
    const name = `person-${String(index).padStart(6, '0')}`;
    await storage.createAccount({ id, name, displayName: name, passwordHash: 'none', createdAt: 1 });
  });
  await inBatches(users, (user, index) =>
    storage.createDevice({
      id: DeviceId.parse(makeId()),
      user,
      name: 'bench',
      tokenHash: hashToken(tokenOf(index)),
      createdAt: 1,
    }),
  );
  const groups: ConversationId[] = [];
  for (let round = 0; round < groupsEach; round++) {
    for (let from = 0; from < accounts; from += GROUP_MEMBERS) {
      const [creator, ...others] = users.slice(from, from + GROUP_MEMBERS);
      if (!creator) continue;
      const { id } = await storage.createConversation({
        kind: 'group',
        id: ConversationId.parse(makeId()),
        creator,
        clientId: ClientId.parse(makeId()),
        title: `Group ${round}`,
        users: others,
        at: 1,
      });
      groups.push(id);
    }
  }
  // The first one creates the channel.
  await storage.appointAdministrator(1);
  const relay = createRelay({
    profile: { name: 'Bench', registration: 'open' },
    storage,
    passwords: new CheapPasswordHasher(),
    clock,
    defer: setImmediate,
    makeId,
    makeToken: () => makeId(),
    chance: () => 0.5,
    logger: SILENT_LOGGER,
  });
  return {
    relay,
    storage,
    users,
    groups,
    makeId,
    tokenOf,
    markJournal: () => markJournal(file),
    async close() {
      await relay.close();
      await storage.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function inBatches<T>(
  all: readonly T[],
  work: (one: T, index: number) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < all.length; from += BATCH) {
    await Promise.all(all.slice(from, from + BATCH).map((one, index) => work(one, from + index)));
  }
}
