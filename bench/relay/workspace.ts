import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { v7 } from 'uuid';
import { hashToken, makeRandomToken } from '../../src/relay/handlers/auth/token.ts';
import type { RelayStorage } from '../../src/relay/storage/port.ts';
import { openSqliteRelayStorageInThread } from '../../src/relay/storage/sqlite/sqlite-storage-in-thread.ts';
import { ClientId, ConversationId, DeviceId, UserId } from '../../src/shared/model/ids.ts';
import { type ChildServer, startChildServer } from './child-server.ts';

/** A person with the tokens of their devices. */
export interface Colleague {
  readonly user: UserId;
  readonly tokens: readonly string[];
}

/** Who and what there is at a relay. */
export interface Population {
  readonly people: readonly Colleague[];
  readonly groups: readonly ConversationId[];
}

/** A relay's folder that holds people and groups; removed by `remove`. */
export interface Workspace extends Population {
  readonly folder: string;
  remove(): void;
}

export interface WorkspacePlan {
  readonly people: number;
  readonly devicesPerPerson?: number;
  /** Members of each group, as indexes of people; the first creates it. */
  readonly groups: readonly (readonly number[])[];
}

async function makePeople(storage: RelayStorage, count: number, devices: number): Promise<Colleague[]> {
  const people = Array.from({ length: count }, () => ({
    user: UserId.parse(v7()),
    tokens: Array.from({ length: devices }, () => makeRandomToken()),
  }));
  await Promise.all(
    people.map(({ user }, index) =>
      storage.createAccount({
        id: user,
        name: `member${index}`,
        displayName: `Member ${index}`,
        passwordHash: '-',
        createdAt: Date.now(),
      }),
    ),
  );
  await Promise.all(
    people.flatMap(({ user, tokens }) =>
      tokens.map((token) =>
        storage.createDevice({
          id: DeviceId.parse(v7()),
          user,
          name: 'bench',
          tokenHash: hashToken(token),
          createdAt: Date.now(),
        }),
      ),
    ),
  );
  return people;
}

/** Accounts with devices, and groups, written through the storage port: no password has to be hashed. */
export async function populate(
  storage: RelayStorage,
  { people: count, devicesPerPerson = 1, groups: plans }: WorkspacePlan,
): Promise<Population> {
  const people = await makePeople(storage, count, devicesPerPerson);
  const groups: ConversationId[] = [];
  for (const members of plans) {
    const [creator, ...users] = members.flatMap((index) => people[index]?.user ?? []);
    if (!creator) throw new Error('a group without members');
    const id = ConversationId.parse(v7());
    const clientId = ClientId.parse(v7());
    await storage.createConversation({
      kind: 'group',
      id,
      creator,
      clientId,
      title: 'Bench',
      users,
      at: Date.now(),
    });
    groups.push(id);
  }
  return { people, groups };
}

/** The same in a relay's folder. */
export async function prepareWorkspace(plan: WorkspacePlan): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-yidu-'));
  const storage = openSqliteRelayStorageInThread({ file: join(folder, 'relay.db') });
  const population = await populate(storage, plan);
  await storage.close();
  return { folder, ...population, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The flags that `npm run relay` gives Node: what is measured is what people start. */
function relayFlags(): string[] {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const flags = /node ((?:--\S+ )+)out\/main\/relay\.cjs/.exec(manifest)?.[1];
  if (flags === undefined) throw new Error('package.json does not say how the relay is started');
  return flags.trim().split(' ');
}

/** The relay that was built of these sources. */
export const BUILT_RELAY = fileURLToPath(new URL('../../out/main/relay.cjs', import.meta.url));

/** The built standalone relay on such a folder; `match` is its port. */
export function startRelayServer(
  folder: string,
  cpu: number,
  ...flags: readonly string[]
): Promise<ChildServer & { readonly match: string }> {
  return startRelayProgram(BUILT_RELAY, folder, cpu, ...flags);
}

/** The same with another relay's program. */
export function startRelayProgram(
  program: string,
  folder: string,
  cpu: number,
  ...flags: readonly string[]
): Promise<ChildServer & { readonly match: string }> {
  return startChildServer({
    command: [process.execPath, ...relayFlags(), program, '--data', folder, '--port', '0', ...flags],
    cpu,
    ready: /ws:\/\/127\.0\.0\.1:(\d+)/,
  });
}
