import { expect, it } from 'vitest';
import { LIMITS } from '../../../../src/shared/protocol/limits.ts';
import { type ConversationId, UserId } from '../../../../src/shared/model/ids.ts';
import { seededIds } from '../../../support/seeded-random.ts';
import { EngineFixture, head, message, newConversationId, PEER } from './engine-fixture.ts';

/** Events that the store takes at once. */
const PAGE = 200;
const makeId = seededIds(11);

/** An engine whose relay knows nobody but the peer, on a store that holds messages of so many others. */
async function amongStrangers(
  count: number,
): Promise<[fixture: EngineFixture, conversation: ConversationId]> {
  const fixture = new EngineFixture();
  fixture.relay.on('people.get', ({ users }) => ({ people: users.includes(PEER.id) ? [PEER] : [] }));
  const id = newConversationId();
  const events = Array.from({ length: count }, (_, n) => message(id, n + 1, UserId.parse(makeId())));
  await fixture.store.write.applyHeads([head(id, count)], 1);
  for (let from = 1; from <= count; from += PAGE) {
    const page = events.slice(from - 1, from - 1 + PAGE);
    await fixture.store.write.applyPage(id, from, from + page.length - 1, page);
  }
  await fixture.online();
  await fixture.pass(1_000);
  return [fixture, id];
}

function asked(fixture: EngineFixture): number {
  return fixture.relay.sockets.reduce((sum, socket) => sum + socket.of('people.get').length, 0);
}

it('asks once in a session for whom the relay does not know', async () => {
  const [fixture, id] = await amongStrangers(1);
  expect(asked(fixture)).toBe(1);
  for (let seq = 2; seq < 6; seq++) {
    fixture.relay.socket.push('timeline.appended', { event: message(id, seq, PEER.id) });
    await fixture.pass(200);
  }
  // For the peer, with the first of these.
  expect(asked(fixture)).toBe(2);
  fixture.relay.socket.end();
  await fixture.pass(1_000);
  expect(asked(fixture)).toBe(3);
});

it('learns new names behind more strangers than one request asks for', async () => {
  const [fixture, id] = await amongStrangers(LIMITS.usersPerCommand + 1);
  const event = message(id, LIMITS.usersPerCommand + 2, PEER.id);
  fixture.relay.socket.push('timeline.appended', { event });
  await fixture.pass(200);
  expect(await fixture.store.read.people([PEER.id])).toEqual([PEER]);
});

it('asks again when there was no answer', async () => {
  const fixture = new EngineFixture();
  fixture.relay.on('people.get', () => 'silence');
  fixture.conversation(3);
  await fixture.online();
  await fixture.pass(200);
  fixture.relay.on('people.get', () => ({ people: [PEER] }));
  fixture.relay.socket.end();
  await fixture.pass(1_000);
  expect(await fixture.store.read.people([PEER.id])).toEqual([PEER]);
});
