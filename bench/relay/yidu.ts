import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { v7 } from 'uuid';
import { hashDeviceToken, makeDeviceToken } from '../../src/relay/handlers/auth/device-token.ts';
import { openSqliteRelayStorageInThread } from '../../src/relay/storage/sqlite/sqlite-relay-storage.ts';
import { ClientId, ConversationId, DeviceId, UserId } from '../../src/shared/model/ids.ts';
import { encodeRequest } from '../../src/shared/protocol/codec.ts';
import { SOCKET_PATH } from '../../src/shared/protocol/limits.ts';
import { startChildServer } from './child-server.ts';
import { openRawSocket, type RawListener, type RawSocket } from './raw-socket.ts';
import type { LoadMember, MemberListener, Subject } from './subject.ts';

interface Workspace {
  readonly conversation: ConversationId;
  /** Device tokens by member index. */
  readonly tokens: readonly string[];
}

/** Accounts with devices and one group of all, written through the storage port: no password has to be hashed. */
async function prepare(folder: string, members: number): Promise<Workspace> {
  const storage = openSqliteRelayStorageInThread({ file: join(folder, 'relay.db') });
  const tokens = Array.from({ length: members }, () => makeDeviceToken());
  const users = tokens.map(() => UserId.parse(v7()));
  await Promise.all(
    users.map((id, index) =>
      storage.createAccount({
        id,
        name: `member${index}`,
        displayName: `Member ${index}`,
        passwordHash: '-',
        createdAt: Date.now(),
      }),
    ),
  );
  await Promise.all(
    users.map((user, index) =>
      storage.createDevice({
        id: DeviceId.parse(v7()),
        user,
        name: 'bench',
        tokenHash: hashDeviceToken(tokens[index] ?? ''),
        createdAt: Date.now(),
      }),
    ),
  );
  const conversation = ConversationId.parse(v7());
  const [creator, ...others] = users;
  if (!creator) throw new Error('no members');
  await storage.createConversation({
    kind: 'group',
    id: conversation,
    creator,
    clientId: ClientId.parse(v7()),
    title: 'Bench',
    users: others,
    at: Date.now(),
  });
  await storage.close();
  return { conversation, tokens };
}

const REPLY_TO_RESUME = Buffer.from('{"id":2,');
const PUSH = Buffer.from('{"push":"timeline.appended"');
const SEQ = Buffer.from('"seq":');

function startsWith(bytes: Buffer, start: number, prefix: Buffer): boolean {
  const end = start + prefix.length;
  return end <= bytes.length && bytes.compare(prefix, 0, prefix.length, start, end) === 0;
}

function seqIn(bytes: Buffer, start: number): number {
  return Number.parseInt(bytes.toString('latin1', bytes.indexOf(SEQ, start) + SEQ.length, start + 400), 10);
}

async function signIn(port: number, token: string, listener: RawListener['text']): Promise<RawSocket> {
  const { promise: signedIn, resolve } = Promise.withResolvers<undefined>();
  const socket = await openRawSocket(port, SOCKET_PATH, {
    text(bytes, start, end) {
      if (startsWith(bytes, start, REPLY_TO_RESUME)) resolve(undefined);
      else listener(bytes, start, end);
    },
    closed: () => undefined,
  });
  socket.sendText(
    encodeRequest(1, 'session.hello', { versions: [1], client: { name: 'bench', version: '1' } }),
  );
  socket.sendText(encodeRequest(2, 'session.resume', { token }));
  await signedIn;
  return socket;
}

/** Signs in and acknowledges what arrives, ten messages at a time. */
async function joinGroup(
  port: number,
  { conversation, tokens }: Workspace,
  index: number,
  listener: MemberListener,
  acknowledgeEvery: number,
): Promise<LoadMember> {
  let unacknowledged = 0;
  let nextId = 3;
  const socket = await signIn(port, tokens[index] ?? '', (bytes, start, end) => {
    if (!startsWith(bytes, start, PUSH)) return;
    listener.delivered(bytes, start, end);
    if (++unacknowledged < acknowledgeEvery) return;
    unacknowledged = 0;
    const delivered = seqIn(bytes, start);
    socket.sendText(
      encodeRequest(nextId++, 'receipt.report', { conversations: [{ conversation, delivered }] }),
    );
  });
  return {
    send(text) {
      const args = { conversation, clientId: ClientId.parse(v7()), content: { type: 'text', text } } as const;
      socket.sendText(encodeRequest(nextId++, 'message.send', args));
    },
    close: () => socket.close(),
  };
}

/** This relay: stored with `synchronous=FULL` before the push, acknowledged every ten messages. */
export const yidu: Subject = {
  name: 'yidu relay, stored and acknowledged',
  missing: () => undefined,
  async start(members, cpu) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-yidu-'));
    const workspace = await prepare(folder, members);
    const relay = fileURLToPath(new URL('../../out/main/relay.cjs', import.meta.url));
    const server = await startChildServer({
      // One sender sends as fast as the relay takes it, which is more than a person may.
      command: [
        ...[process.execPath, relay, '--data', folder, '--port', '0', '--frames-per-second', '10000'],
        ...['--commands-per-second', '10000', '--messages-per-second', '10000'],
      ],
      cpu,
      ready: /ws:\/\/127\.0\.0\.1:(\d+)/,
    });
    const port = Number(server.match);
    return {
      pid: server.pid,
      join: (index, listener) => joinGroup(port, workspace, index, listener, 10),
      idle: (index) => signIn(port, workspace.tokens[index] ?? '', () => undefined),
      async stop() {
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
