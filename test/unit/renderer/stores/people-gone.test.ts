// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { createPinia, type Pinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { usePeopleSearch } from '../../../../src/renderer/src/features/contacts/use-people-search.ts';
import { useConversations } from '../../../../src/renderer/src/stores/conversations.ts';
import { useMentionCandidates } from '../../../../src/renderer/src/stores/mention-candidates.ts';
import { usePeople } from '../../../../src/renderer/src/stores/people.ts';
import { usePresence } from '../../../../src/renderer/src/stores/presence.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { conversationId, conversationRow, person, userId } from '../support/fake-world.ts';
import { inComponent } from '../support/in-component.ts';

let bridge: FakeBridge;
let pinia: Pinia;

beforeEach(() => {
  pinia = createPinia();
  setActivePinia(pinia);
  bridge = new FakeBridge();
  installBridge(bridge);
  const people = [2, 3].map(person);
  bridge.handlers['people.get'] = ({ users }) => ({ people: people.filter(({ id }) => users.includes(id)) });
  bridge.handlers['people.search'] = () => ({ people, more: false });
});

describe('[PRF-7] somebody who has given the account up', () => {
  it('is not there, is found no more, and is offered for no mention', async () => {
    const people = usePeople();
    const presence = usePresence();
    const candidates = useMentionCandidates();
    const members = [2, 3].map((n) => ({ user: userId(n), role: 'member' as const }));
    bridge.handlers['conversation.members'] = () => ({ members, total: 2, more: false });
    const { found } = inComponent('en', usePeopleSearch, pinia);
    await candidates.prepare(conversationId(1), 2);
    await flushPromises();
    presence.apply([userId(2), userId(3)]);
    const shown = () => [
      [...presence.online],
      found.value.map(({ id }) => id),
      candidates.people.map(({ id }) => id),
    ];
    expect(shown()).toEqual(Array.from({ length: 3 }, () => [userId(2), userId(3)]));
    people.apply([{ ...person(2), deactivated: true }]);
    expect(people.isGone(userId(2))).toBe(true);
    expect(people.nameOf(userId(2))).toBe(person(2).displayName);
    expect(shown()).toEqual(Array.from({ length: 3 }, () => [userId(3)]));
  });

  it('is written to only where both have a conversation at the relay already', () => {
    const conversations = useConversations();
    const change = { people: [], timelines: [], totalUnread: 0 };
    const imported = conversationRow(1, { kind: 'direct', peer: userId(2), imported: true });
    conversations.apply({ ...change, conversations: [imported] });
    expect(conversations.hasDirect(userId(2))).toBe(false);
    conversations.apply({
      ...change,
      conversations: [conversationRow(2, { kind: 'direct', peer: userId(2) })],
    });
    expect(conversations.hasDirect(userId(2))).toBe(true);
  });
});
