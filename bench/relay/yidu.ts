import { v7 } from 'uuid';
import { reportPacing } from '../../src/relay/domain/pacing.ts';
import { ClientId } from '../../src/shared/model/ids.ts';
import { encodeRequest } from '../../src/shared/protocol/codec.ts';
import { SOCKET_PATH } from '../../src/shared/protocol/limits.ts';
import { openRawSocket, type RawListener, type RawSocket } from './raw-socket.ts';
import { startsWith } from './starts-with.ts';
import type { LoadMember, MemberListener, Subject } from './subject.ts';
import { prepareWorkspace, type Population, startRelayServer } from './workspace.ts';

const REPLY_TO_RESUME = Buffer.from('{"id":2,');
const PUSH = Buffer.from('{"push":"timeline.appended"');
const SEQ = Buffer.from('"seq":');

function seqIn(bytes: Buffer, start: number): number {
  return Number.parseInt(bytes.toString('latin1', bytes.indexOf(SEQ, start) + SEQ.length, start + 400), 10);
}

/** A connection of the device that has this token; the first two requests are its own. Whatever else comes is for the listener. */
export async function signIn(port: number, token: string, listener: RawListener['text']): Promise<RawSocket> {
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

/** Signs a member of the first group in, and acknowledges what arrives, so many messages at a time. */
export async function joinGroup(
  port: number,
  { groups: [conversation], people }: Population,
  index: number,
  listener: MemberListener,
  acknowledgeEvery: number,
): Promise<LoadMember> {
  if (!conversation) throw new Error('no group');
  // Spread over the members, as the jitter of RCP-9 spreads them.
  let unacknowledged = index % acknowledgeEvery;
  let nextId = 3;
  const socket = await signIn(port, people[index]?.tokens[0] ?? '', (bytes, start, end) => {
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

/** This relay: stored with `synchronous=FULL` before the push, acknowledged by everybody. */
function relay(name: string, acknowledgeEvery: (members: number) => number): Subject {
  return {
    name,
    missing: () => undefined,
    async start(members, cpu) {
      const everybody = Array.from({ length: members }, (_, index) => index);
      const workspace = await prepareWorkspace({ people: members, groups: [everybody] });
      // One sender sends as fast as the relay takes it, which is more than a person may.
      const rates = ['--frames-per-second', '--commands-per-second', '--messages-per-second'];
      const server = await startRelayServer(
        workspace.folder,
        cpu,
        ...rates.flatMap((rate) => [rate, '10000']),
      );
      const port = Number(server.match);
      const every = acknowledgeEvery(members);
      return {
        pids: [server.pid],
        join: (index, listener) => joinGroup(port, workspace, index, listener, every),
        idle: (index) => signIn(port, workspace.people[index]?.tokens[0] ?? '', () => undefined),
        async stop() {
          await server.stop();
          workspace.remove();
        },
      };
    },
  };
}

/** As the product is: clients acknowledge as the head's `report` asks them to (RCP-9). */
export const yidu = relay('yidu relay, acknowledged as it asks', (members) => reportPacing(members).messages);

/** The same under the load that the project's first figures were measured with. */
export const yiduEveryTen = relay('yidu relay, acknowledged every 10', () => 10);
