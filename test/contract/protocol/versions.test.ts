import { describe, expect, it } from 'vitest';
import { createWsDialer } from '../../../src/main/net/ws-dialer.ts';
import { sayHello } from '../../../src/main/sync/authenticate.ts';
import { openRelaySession } from '../../../src/main/sync/relay-session.ts';
import { isMessage } from '../../../src/shared/model/event.ts';
import { decodeFromRelay } from '../../../src/shared/protocol/codec.ts';
import { FEATURES } from '../../../src/shared/protocol/features.ts';
import { expectCode } from '../../support/expect-code.ts';
import { type Actor, RelayWorld, turn } from '../../support/relay-world.ts';
import { WsRelay } from '../../support/ws-relay.ts';

/** Somebody whose client knows these features only. */
async function join(world: RelayWorld, name: string, features: readonly string[]): Promise<Actor> {
  const { client, pair } = world.connect();
  await client.hello(features);
  const device = { name: 'test' };
  const account = { name, displayName: name, password: 'correct horse', device };
  const { user, token } = await client.request('account.register', account);
  return { client, pair, user: user.id, token };
}

describe('a client of an earlier day', () => {
  it('[VER-2] names what it knows, and hears what of it the relay has; whoever names none has none', async () => {
    const world = new RelayWorld();
    const today = world.connect().client;
    expect((await today.hello()).features).toEqual([...FEATURES]);
    const tomorrow = world.connect().client;
    expect((await tomorrow.hello(['holograms', 'forwards'])).features).toEqual(['forwards']);
    const old = world.connect().client;
    const info = { name: 'old', version: '0.1' };
    expect((await old.request('session.hello', { versions: [1], client: info })).features).toEqual([]);
    const many = Array.from({ length: 65 }, (_, i) => `f${i}`);
    await expectCode(world.connect().client.hello(many), 'bad_args');
  });

  it('[VER-2] cannot take more by a second hello', async () => {
    const world = new RelayWorld();
    const old = await join(world, 'old', []);
    const anna = await world.register('anna');
    const { id } = await world.direct(anna, old);
    await old.client.hello();
    const content = { type: 'card', user: anna.user } as const;
    await anna.client.request('message.send', { conversation: id, clientId: world.newClientId(), content });
    await world.settle(old);
    expect(old.client.bodies('timeline.appended').at(-1)?.event).toMatchObject({
      content: { type: 'unsupported', feature: 'cards' },
    });
  });

  it('[VER-3] [SEQ-5] signs in, sends, syncs and reads beside one of today, and holds every seq', async () => {
    const world = new RelayWorld();
    const anna = await world.register('anna');
    const old = await join(world, 'old', []);
    const { id } = await world.group(anna, old);
    await world.send(old, id, 'from the old one');
    await world.send(anna, id, 'from the new one');
    const card = await anna.client.request('message.send', {
      conversation: id,
      clientId: world.newClientId(),
      content: { type: 'card', user: anna.user },
    });
    const forward = await anna.client.request('message.forward', {
      from: id,
      seqs: [2, 3],
      conversation: id,
      clientId: world.newClientId(),
    });
    await anna.client.request('message.react', { conversation: id, seq: card.seq, emoji: '👍', on: true });
    await world.settle(anna, old);

    const pushed = old.client.bodies('timeline.appended').map(({ event }) => event);
    const contents = pushed.map((event) => (isMessage(event) ? event.content.type : event.kind));
    expect(pushed.map(({ seq, ordinal }, index) => [seq, ordinal, contents[index]])).toEqual([
      [1, 0, 'conversation.created'],
      [2, 1, 'text'],
      [3, 2, 'text'],
      [4, 3, 'unsupported'],
      [5, 4, 'unsupported'],
      [6, 4, 'reaction.added'],
    ]);
    const here = anna.client.bodies('timeline.appended').map(({ event }) => event);
    const instead = (index: number, feature: string): unknown => ({
      ...here[index],
      content: { type: 'unsupported', feature },
    });
    expect(pushed[3]).toEqual(instead(3, 'cards'));
    expect(pushed[4]).toEqual(instead(4, 'forwards'));
    expect(here.map((event) => isMessage(event) && event.content.type)).toEqual([
      false,
      'text',
      'text',
      'card',
      'forward',
      false,
    ]);

    const page = { conversation: id, from: 1, to: 9, limit: 9 };
    const { events } = await old.client.request('timeline.pull', page);
    expect(events.slice(0, 3)).toEqual(pushed.slice(0, 3));
    expect(events.slice(3, 5)).toMatchObject([
      { seq: 4, content: { type: 'unsupported', feature: 'cards' }, reactions: [{ emoji: '👍', count: 1 }] },
      { seq: 5, content: { type: 'unsupported', feature: 'forwards' } },
    ]);
    const { conversations } = await old.client.request('sync.pull', { position: 0, limit: 9 });
    expect(conversations[0]).toMatchObject({ headSeq: 6, headOrdinal: 4, unread: 3 });

    await world.read(old, id, 3, 5);
    const { receipts } = await anna.client.request('receipt.counts', {
      messages: [{ conversation: id, seqs: [card.seq, forward.seq] }],
    });
    expect(receipts[0]?.counts.map(({ unread }) => unread)).toEqual([0, 0]);
    expect((await old.client.request('sync.pull', { position: 0, limit: 9 })).conversations[0]).toMatchObject(
      {
        unread: 0,
      },
    );

    await anna.client.request('message.recall', { conversation: id, seq: card.seq });
    const recalled = await old.client.request('timeline.pull', { ...page, from: card.seq, to: card.seq });
    expect(recalled.events).toMatchObject([{ kind: 'message.created', content: { type: 'recalled' } }]);
  });

  it('[VER-3] of half the features gets the others in their place; learned, it pulls them', async () => {
    const world = new RelayWorld();
    const anna = await world.register('anna');
    const half = await join(world, 'half', ['cards']);
    const { id } = await world.direct(anna, half);
    const content = { type: 'card', user: anna.user } as const;
    await anna.client.request('message.send', { conversation: id, clientId: world.newClientId(), content });
    const text = await world.send(anna, id, 'to be forwarded');
    const from = { from: id, seqs: [text.seq], conversation: id, clientId: world.newClientId() };
    const { seq } = await anna.client.request('message.forward', from);
    await world.settle(half);
    const heard = half.client.bodies('timeline.appended').map(({ event }) => event);
    const contents = heard.map((event) => isMessage(event) && event.content.type);
    expect(contents.slice(1)).toEqual(['card', 'text', 'unsupported']);

    const updated = await world.again(half);
    const page = { conversation: id, from: seq, to: seq, limit: 1 };
    const { events } = await updated.client.request('timeline.pull', page);
    expect(events).toMatchObject([{ kind: 'message.created', content: { type: 'forward' } }]);
  });
});

describe('a client of a later day', () => {
  it('[VER-4] is refused what an older relay does not know, and goes on with the rest', async () => {
    const world = new RelayWorld();
    const later = await join(world, 'later', [...FEATURES, 'holograms']);
    const { id } = await world.group(later);
    const request = { id: 900, cmd: 'hologram.send', args: { conversation: id, depth: 3 } };
    await expectCode(later.client.exchange(900, JSON.stringify(request)), 'unknown_command');
    expect((await world.send(later, id, 'flat')).seq).toBe(2);
  });

  it('[VER-4] takes a relay for one of the first day that says nothing of features', async () => {
    const relay = await WsRelay.start();
    const { url } = relay.server;
    const never = new AbortController().signal;
    const { clock } = relay.world;
    const session = await openRelaySession(
      { dialer: createWsDialer(clock), clock, onPush: () => undefined },
      url,
      never,
    );
    expect((await sayHello(session, '1')).features).toEqual([...FEATURES]);
    session.close();
    await turn();
    await relay.stop();
    const hello = {
      version: 1,
      relay: { id: 'x', name: 'Old' },
      registration: 'open',
      now: 1,
      heartbeatMs: 20_000,
    };
    expect(decodeFromRelay(JSON.stringify({ id: 1, ok: hello }))).toMatchObject({ kind: 'reply' });
  });
});

describe('what a relay of a later day says', () => {
  it('[VER-1] an error code that nobody knows yet does what its retry says', () => {
    for (const retry of ['never', 'backoff', 'reauth']) {
      const error = { code: 'hologram_jammed', message: 'x', retry, retryAfterMs: 5, since: 'later' };
      expect(decodeFromRelay(JSON.stringify({ id: 1, error }))).toMatchObject({
        kind: 'failure',
        error: { code: 'internal', retry, retryAfterMs: 5 },
      });
    }
  });

  it('[VER-1] pushes, fields and kinds that nobody knows yet break nothing', () => {
    expect(decodeFromRelay('{"push":"hologram.shown","body":{"depth":3}}')).toMatchObject({
      kind: 'ignored',
    });
    const world = new RelayWorld();
    const event = {
      conversation: world.makeId(),
      seq: 7,
      ordinal: 3,
      sender: world.makeId(),
      at: 1,
      kind: 'hologram.projected',
      depth: 3,
    };
    const push = { push: 'timeline.appended', body: { event, since: 'later' }, since: 'later' };
    expect(decodeFromRelay(JSON.stringify(push))).toMatchObject({ kind: 'push', push: { body: { event } } });
  });
});
