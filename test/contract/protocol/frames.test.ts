import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRequest } from '../../../src/shared/protocol/codec.ts';
import { COMMANDS } from '../../../src/shared/protocol/commands.ts';
import { openMemoryRelayStorage } from '../../../src/relay/storage/memory/memory-relay-storage.ts';
import { expectCode } from '../../support/expect-code.ts';
import { RelayWorld, turn } from '../../support/relay-world.ts';

describe('frames', () => {
  it('[FRM-1] gives every request exactly one reply with its id', async () => {
    const world = new RelayWorld();
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    anna.client.frames.length = 0;
    await Promise.allSettled([
      world.send(anna, id, 'one'),
      anna.client.request('people.list', { limit: 10 }),
      world.send(anna, world.newClientId() as never, 'nowhere'),
      anna.client.request('people.list', { limit: -1 }),
      anna.client.request('sync.pull', { position: 0, limit: 10 }),
    ]);
    await world.settle(anna);
    const ids = anna.client.frames.flatMap((text) => {
      const frame = JSON.parse(text) as { id?: number };
      return frame.id === undefined ? [] : [frame.id];
    });
    expect(new Set(ids).size).toBe(6);
    expect(ids).toHaveLength(6);
  });

  it('[FRM-2] refuses an unknown command and keeps the connection', async () => {
    const world = new RelayWorld();
    const anna = await world.register('anna');
    for (const cmd of ['message.sned', 'constructor', '__proto__', 'toString']) {
      await expectCode(
        anna.client.exchange(900, JSON.stringify({ id: 900, cmd, args: {} })),
        'unknown_command',
      );
    }
    await world.settle(anna);
  });

  it('[FRM-3] refuses arguments that do not fit, names the first, and changes nothing', async () => {
    const world = new RelayWorld();
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    const refused = anna.client.request('message.send', {
      conversation: id,
      clientId: world.makeId(),
      content: { type: 'text', text: '   ' },
    });
    await expect(refused).rejects.toMatchObject({ code: 'bad_args', field: 'content.text' });
    const mixed = anna.client.request('receipt.report', {
      conversations: [
        { conversation: id, delivered: 1 },
        { conversation: 'nonsense', delivered: 1 },
      ],
    });
    await expect(mixed).rejects.toMatchObject({ code: 'bad_args', field: 'conversations.1.conversation' });
    expect(
      (await anna.client.request('timeline.pull', { conversation: id, from: 1, to: 9, limit: 9 })).events,
    ).toHaveLength(1);
  });

  it('[FRM-3] never gives a refused value back', async () => {
    const world = new RelayWorld();
    const { client } = world.connect();
    await client.hello();
    const secret = 'x'.repeat(2_000);
    const args = { name: 'anna', displayName: 'Anna', password: secret, device: { name: 'd' } };
    await expectCode(client.request('account.register', args), 'bad_args');
    expect(client.frames.at(-1)).not.toContain('xxx');
  });

  it('[FRM-4] takes frames with fields it does not know, and drops them', async () => {
    const world = new RelayWorld();
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    const args = {
      conversation: id,
      clientId: world.makeId(),
      content: { type: 'text', text: 'hi', colour: 'red' },
      future: { any: 1 },
    };
    await anna.client.exchange(800, JSON.stringify({ id: 800, cmd: 'message.send', args, trace: 'abc' }));
    const { events } = await anna.client.request('timeline.pull', {
      conversation: id,
      from: 2,
      to: 2,
      limit: 1,
    });
    expect(events[0]).toMatchObject({ content: { type: 'text', text: 'hi' } });
    expect(JSON.stringify(events)).not.toMatch(/colour|future|trace/);
  });

  it('[FRM-5] replies to a send only once the storage has it', async () => {
    const storage = openMemoryRelayStorage();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = {
      ...storage,
      append: (...args: Parameters<typeof storage.append>) => held.then(() => storage.append(...args)),
    };
    const world = new RelayWorld({ storage: slow });
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    let replied = false;
    const sent = world.send(anna, id, 'durable').then(() => (replied = true));
    await world.settle(anna);
    await turn();
    expect(replied).toBe(false);
    expect(anna.client.bodies('timeline.appended').map(({ event }) => event.seq)).toEqual([1]);
    release();
    await sent;
  });

  it('[FRM-5] answers internal, and tells nobody, when the storage fails', async () => {
    const storage = openMemoryRelayStorage();
    const failing = { ...storage, append: () => Promise.reject(new Error('disk on fire')) };
    const world = new RelayWorld({ storage: failing });
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    await expectCode(world.send(anna, id, 'lost'), 'internal');
    expect(anna.client.frames.at(-1)).not.toContain('fire');
  });

  it('[CON-3] [FRM-3] decodes any text without throwing', () => {
    const anyArgs = fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()));
    const frames = fc.record({
      id: fc.oneof(fc.integer(), fc.double(), fc.string()),
      cmd: fc.oneof(fc.constantFrom(...Object.keys(COMMANDS)), fc.string()),
      args: anyArgs,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          frames.map((frame) => JSON.stringify(frame)),
        ),
        (text) => {
          expect(['request', 'refused', 'broken']).toContain(decodeRequest(text).kind);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('[FRM-1] survives any arguments to any command of somebody signed in', async () => {
    const world = new RelayWorld({ sessionLimits: { framesPerSecond: 1e9, frameBurst: 1e9 } });
    const anna = await world.register('anna');
    const { id } = await world.group(anna);
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constant(id),
      fc.constant(anna.user),
      fc.nat(),
      fc.constant([[1, 3]]),
    );
    const keys = fc.constantFrom(
      'conversation',
      'conversations',
      'users',
      'limit',
      'from',
      'to',
      'seq',
      'list',
      'position',
      'messages',
      'read',
      'content',
      'kind',
      'peer',
      'title',
      'clientId',
    );
    const names = Object.keys(COMMANDS).filter((name) => name !== 'session.signOut');
    let requestId = 10_000;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.dictionary(keys, value), async (cmd, args) => {
        const reply = anna.client.exchange(++requestId, JSON.stringify({ id: requestId, cmd, args }));
        await reply.catch((error: unknown) => expect(error).not.toMatchObject({ code: 'internal' }));
      }),
      { numRuns: 500 },
    );
    await world.settle(anna);
  });
});
