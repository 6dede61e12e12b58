import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { AppError } from '../../src/shared/errors.ts';
import { COMMANDS, type CommandName } from '../../src/shared/protocol/commands.ts';
import { testPicture } from '../support/profile-pictures.ts';
import { type Actor, RelayWorld } from '../support/relay-world.ts';
import { STORAGES, type OpenStorage } from '../support/storages.ts';

interface Target {
  readonly conversation: string;
  /** A message there. */
  readonly seq: number;
  readonly clientId: string;
  /** Of somebody there. */
  readonly member: string;
  /** A conversation of the attacker's own. */
  readonly own: string;
}

const text = { type: 'text', text: 'x' } as const;

/** What an outsider would send to reach the conversation, for every command that names one. */
const ATTACKS: Partial<Record<CommandName, (target: Target) => object>> = {
  'conversation.rename': ({ conversation }) => ({ conversation, title: 'Mine' }),
  'conversation.addMembers': ({ conversation, member }) => ({ conversation, users: [member] }),
  'conversation.removeMembers': ({ conversation, member }) => ({ conversation, users: [member] }),
  'conversation.leave': ({ conversation }) => ({ conversation }),
  'conversation.setRole': ({ conversation, member }) => ({ conversation, user: member, role: 'admin' }),
  'conversation.transfer': ({ conversation, member }) => ({ conversation, user: member }),
  'conversation.dissolve': ({ conversation }) => ({ conversation }),
  'conversation.muteMember': ({ conversation, member }) => ({ conversation, user: member, until: null }),
  'conversation.setAnnouncement': ({ conversation }) => ({ conversation, text: 'mine' }),
  'conversation.setReceipts': ({ conversation }) => ({ conversation, policy: 'off' }),
  'conversation.createInvite': ({ conversation }) => ({ conversation }),
  'conversation.revokeInvites': ({ conversation }) => ({ conversation }),
  'conversation.members': ({ conversation }) => ({ conversation, limit: 9 }),
  'conversation.look': ({ conversation }) => ({ conversation }),
  'conversation.flag': ({ conversation }) => ({ conversation, flags: { pinned: true } }),
  'draft.save': ({ conversation }) => ({ conversation, text: 'a draft', base: 0 }),
  'message.send': ({ conversation, clientId }) => ({ conversation, clientId, content: text }),
  'message.forward': ({ conversation, seq, clientId, own }) => ({
    from: conversation,
    seqs: [seq],
    conversation: own,
    clientId,
  }),
  'message.edit': ({ conversation, seq }) => ({ conversation, seq, content: text }),
  'message.recall': ({ conversation, seq }) => ({ conversation, seq }),
  'message.react': ({ conversation, seq }) => ({ conversation, seq, emoji: '👍', on: true }),
  'message.pin': ({ conversation, seq }) => ({ conversation, seq, on: true }),
  'message.pins': ({ conversation }) => ({ conversation }),
  'timeline.pull': ({ conversation }) => ({ conversation, from: 1, to: 99, limit: 99 }),
  'receipt.report': ({ conversation, seq }) => ({
    conversations: [{ conversation, delivered: seq, read: [[1, seq]] }],
  }),
  'receipt.counts': ({ conversation, seq }) => ({ messages: [{ conversation, seqs: [seq] }] }),
  'receipt.list': ({ conversation, seq }) => ({ conversation, seq, list: 'unread', limit: 9 }),
  'receipt.remind': ({ conversation, seq }) => ({ conversation, seq }),
  'conversation.setPicture': ({ conversation }) => ({ conversation, picture: null }),
  'picture.get': ({ conversation }) => ({
    of: { kind: 'conversation', conversation },
    picture: testPicture(1).id,
  }),
  'packet.take': ({ conversation, seq }) => ({ conversation, seq }),
  'packet.states': ({ conversation, seq }) => ({ conversation, seqs: [seq] }),
  'packet.takers': ({ conversation, seq }) => ({ conversation, seq, limit: 9 }),
  'typing.send': ({ conversation }) => ({ conversation }),
};

/** Commands that answer as if the conversation had nothing to say (RCP-1, RCP-4, PKT-5). */
const SILENT: Partial<Record<CommandName, object>> = {
  'receipt.report': {},
  'receipt.counts': { receipts: [] },
  'packet.states': { packets: [] },
  'packet.takers': { takers: [], more: false },
};

/** Commands that only whoever was there before may still use, for what they were there for (MEM-1). */
const FORMER: ReadonlySet<string> = new Set<CommandName>([
  'timeline.pull',
  'message.forward',
  'receipt.list',
  'conversation.flag',
]);

/** Whether its arguments name one, at any depth. */
function namesConversation(name: CommandName): boolean {
  const schema = z.toJSONSchema(COMMANDS[name].args, { io: 'input', unrepresentable: 'any' });
  return JSON.stringify(schema).includes('"conversation":');
}

async function scene(open: OpenStorage) {
  const world = new RelayWorld({ storage: open() });
  const anna = await world.register('anna');
  const bo = await world.register('bo');
  const eve = await world.register('eve');
  const former = await world.register('former');
  const { id: conversation } = await world.group(anna, bo, former);
  await anna.client.request('conversation.removeMembers', { conversation, users: [former.user] });
  const { seq } = await world.send(anna, conversation, 'secret 机密');
  await anna.client.request('message.pin', { conversation, seq, on: true });
  const { id: own } = await world.group(eve, former);
  await world.settle(anna, bo, eve, former);
  const target = (id: string = conversation): Target => ({
    conversation: id,
    seq,
    clientId: world.makeId(),
    member: bo.user,
    own,
  });
  return { world, anna, bo, eve, former, conversation, seq, target };
}

/** The answer to the command, with its frame. */
async function attack({ client }: Actor, command: CommandName, args: object): Promise<unknown> {
  const id = 1_000_000 + client.frames.length;
  await client
    .exchange(id, JSON.stringify({ id, cmd: command, args }))
    .catch((error: unknown) => AppError.from(error));
  const answer = JSON.parse(client.frames.at(-1) ?? '{}') as { id?: number };
  expect(answer.id).toBe(id);
  delete answer.id;
  return answer;
}

const all = Object.keys(COMMANDS) as CommandName[];

it('every command that names a conversation is attacked below', () => {
  expect(Object.keys(ATTACKS).sort()).toEqual(all.filter(namesConversation).sort());
});

describe.each(STORAGES)('reading and changing a conversation of others, on $name', ({ open }) => {
  it.each(Object.entries(ATTACKS))(
    '[MEM-1] is refused to %s as if there were none',
    async (name, argsFor) => {
      const command = name as CommandName;
      const { anna, bo, eve, former, target, conversation, world } = await scene(open);
      const before = await anna.client.request('timeline.pull', { conversation, from: 1, to: 99, limit: 99 });
      const quiet = [anna, bo].map(({ client }) => client.frames.length);
      const foreign = await attack(eve, command, argsFor(target()));
      const nowhere = await attack(eve, command, argsFor(target(world.makeId())));
      expect(foreign).toEqual(nowhere);
      expect(foreign).toMatchObject(
        SILENT[command] ? { ok: SILENT[command] } : { error: { code: 'not_found', retry: 'never' } },
      );
      const wasThere = await attack(former, command, argsFor(target()));
      if (!FORMER.has(command)) expect(wasThere).toEqual(nowhere);
      expect(JSON.stringify([foreign, wasThere])).not.toContain('secret');
      for (const { client } of [eve, former]) expect(client.frames.join('')).not.toContain('secret');

      await world.pass(1_000, anna, bo);
      const after = await anna.client.request('timeline.pull', { conversation, from: 1, to: 99, limit: 99 });
      expect(after).toEqual(before);
      // Two more replies to anna (the settling and the page), one to bo: nobody heard anything of it.
      expect([anna, bo].map(({ client }, index) => client.frames.length - (quiet[index] ?? 0))).toEqual([
        2, 1,
      ]);
    },
  );
});
