import { v7 } from 'uuid';
import type { DemoDevice } from '../../scripts/demo/seed.ts';
import { ClientId, type ConversationId } from '../../src/shared/model/ids.ts';
import type { Person } from '../../src/shared/model/person.ts';
import { LIMITS } from '../../src/shared/protocol/limits.ts';
import { ProtocolClient } from './protocol-client.ts';

/** Somebody of the office who is online without a window: does what is said, and nothing else. */
export interface Colleague {
  readonly me: Person;
  /** The group with this title; throws where they are not in it. */
  group(title: string): Promise<ConversationId>;
  /** Gives the seq of the message. */
  say(conversation: ConversationId, text: string, quote?: number): Promise<number>;
  read(conversation: ConversationId): Promise<void>;
  request: ProtocolClient['request'];
  leave(): void;
}

export async function connectColleague(url: string, { me, token }: DemoDevice): Promise<Colleague> {
  const client = await ProtocolClient.connect(url);
  await client.resume(token);
  const heads = async () =>
    (await client.request('sync.pull', { position: 0, limit: LIMITS.syncPage })).conversations;
  return {
    me,
    request: (cmd, args) => client.request(cmd, args),
    async group(title) {
      const found = (await heads()).find((head) => head.title === title);
      if (!found) throw new Error(`${me.displayName} is not in ${title}`);
      return found.id;
    },
    async say(conversation, text, quote) {
      const clientId = ClientId.parse(v7());
      const content = { type: 'text', text } as const;
      const { seq } = await client.request('message.send', {
        conversation,
        clientId,
        content,
        ...(quote === undefined ? {} : { quote }),
      });
      return seq;
    },
    async read(conversation) {
      const head = (await heads()).find(({ id }) => id === conversation);
      if (!head) return;
      const read: [number, number][] = [[1, head.headSeq]];
      await client.request('receipt.report', {
        conversations: [{ conversation, delivered: head.headSeq, read }],
      });
    },
    leave: () => client.close(),
  };
}
