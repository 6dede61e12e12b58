import { expect, it } from 'vitest';
import { makePlan } from '../../../scripts/demo/plan.ts';
import { seededRandom } from '../../../scripts/demo/random.ts';
import { seedRelay } from '../../../scripts/demo/seed.ts';
import { openMemoryRelayStorage } from '../../../src/relay/storage/memory/memory-relay-storage.ts';
import { MessageContent } from '../../../src/shared/model/event.ts';
import { AccountName, DisplayName } from '../../../src/shared/model/person.ts';
import { seededIds } from '../../support/seeded-random.ts';

const NOW = Date.UTC(2026, 5, 17, 8);

it('plans the same workspace for the same seed', () => {
  expect(JSON.stringify(makePlan(seededRandom(1), NOW))).toBe(JSON.stringify(makePlan(seededRandom(1), NOW)));
});

it('plans people, groups and messages that the protocol allows', () => {
  const { people, conversations } = makePlan(seededRandom(2), NOW);
  expect(people).toHaveLength(650);
  expect(new Set(people.map((person) => person.name)).size).toBe(650);
  for (const person of people) {
    AccountName.parse(person.name);
    DisplayName.parse(person.displayName);
  }
  expect(conversations.map(({ members }) => members.length)).toEqual(
    expect.arrayContaining([2, 5, 40, 200, 640]),
  );
  const messages = conversations.flatMap((conversation) => conversation.messages);
  expect(messages.length).toBeGreaterThan(3_000);
  expect(messages.some(({ text }) => text.includes('喜歡'))).toBe(true);
  for (const { text, at } of messages) {
    MessageContent.parse({ type: 'text', text });
    expect(text).not.toMatch(/[{}]/);
    expect(at).toBeLessThan(NOW);
  }
  for (const { members } of conversations) expect(new Set(members).size).toBe(members.length);
});

it('seeds a relay with it, read states included', async () => {
  const plan = makePlan(seededRandom(3), NOW);
  const storage = openMemoryRelayStorage();
  const [first] = await seedRelay(storage, plan, 'no password', NOW, seededIds(1));
  if (!first) throw new Error('nobody is signed in');
  expect(first.me.displayName).toBe(plan.people[0]?.displayName);
  const { heads } = await storage.listHeads(first.me.id, 0, undefined, 100);
  const mine = plan.conversations.filter(({ members }) => members.includes(0));
  expect(heads).toHaveLength(mine.length);
  for (const head of heads) {
    const planned = mine.find(
      ({ title, members, messages }) =>
        title === head.title && members.length === head.memberCount && messages.length + 1 === head.headSeq,
    );
    expect(planned).toBeDefined();
    // My own messages never count, so the badge is at most the lag.
    if (head.title !== null) expect(head.unread).toBeLessThanOrEqual(planned?.lag(0) ?? 0);
  }
  const { channels, announcements } = await storage.loadChannels(NOW);
  expect(channels).toHaveLength(2);
  expect(new Set(announcements.map(({ state }) => state))).toEqual(new Set(['published', 'recalled']));
});
