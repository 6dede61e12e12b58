// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useAccount } from '../../../../src/renderer/src/stores/account.ts';
import { useConversations } from '../../../../src/renderer/src/stores/conversations.ts';
import { useNavigation } from '../../../../src/renderer/src/stores/navigation.ts';
import { usePlaces } from '../../../../src/renderer/src/stores/places.ts';
import { useToasts } from '../../../../src/renderer/src/stores/toasts.ts';
import type { Place } from '../../../../src/shared/ipc/views.ts';
import { AccountId, ChannelId } from '../../../../src/shared/model/ids.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { conversationId, conversationRow, person } from '../support/fake-world.ts';

const [A, B] = [AccountId.parse('a'.repeat(32)), AccountId.parse('b'.repeat(32))];
const conversation = conversationId(1);
let bridge: FakeBridge;

const ready = (id: AccountId) =>
  ({ kind: 'ready', id, me: person(1), relayName: 'R', relayUrl: 'ws://x', hosting: null }) as const;

/** The shown account is A; its list has these. */
async function started(...listed: number[]): Promise<void> {
  const conversations = listed.map((n) => conversationRow(n));
  bridge.handlers['conversation.list'] = () => ({ conversations, totalUnread: 0, more: false });
  useAccount().apply(ready(A));
  await useConversations().load();
}

async function goTo(place: Place): Promise<void> {
  bridge.handlers['place.take'] = () => ({ place });
  await usePlaces().take();
}

beforeEach(() => {
  setActivePinia(createPinia());
  bridge = new FakeBridge();
  installBridge(bridge);
  bridge.handlers['timeline.page'] = () => ({ items: [], atStart: true, atEnd: true, incomplete: false });
  bridge.handlers['account.switch'] = ({ account }) => ready(account);
  bridge.handlers['place.show'] = () => ({});
});

describe('a place', () => {
  it('of the account that is shown is gone to', async () => {
    await started(1);
    await goTo({ to: 'told', account: A, conversation, seq: 3 });
    await vi.waitFor(() => expect(useNavigation().conversation).toBe(conversation));
    expect(bridge.inputsOf('account.switch')).toEqual([]);
  });

  it('of a notification of another account is gone to by the page of that account (X11)', async () => {
    // In the list of both: it is the other one that was told.
    await started(1);
    await goTo({ to: 'told', account: B, conversation, seq: 3 });
    const wish = { to: 'message', conversation, seq: 3 };
    await vi.waitFor(() => expect(bridge.inputsOf('place.show')).toEqual([wish]));
    expect(bridge.inputsOf('account.switch')).toEqual([{ account: B }]);
    expect(useNavigation().conversation).toBeNull();
  });

  it('of a link is looked for in the other accounts where the shown one does not have it', async () => {
    await started(2);
    bridge.handlers['place.account'] = () => ({ account: B });
    await goTo({ to: 'message', conversation, seq: null });
    await vi.waitFor(() => expect(bridge.inputsOf('place.show')).toHaveLength(1));
    expect(bridge.inputsOf('account.switch')).toEqual([{ account: B }]);
  });

  it('of an announcement is gone to, in the account that was told', async () => {
    await started(1);
    const channel = ChannelId.parse(conversation);
    const row = { id: channel, title: 'News', owner: person(2).id, publishers: [], unread: 1, last: null };
    bridge.handlers['channel.list'] = () => ({ channels: [row] });
    bridge.handlers['channel.announcements'] = () => ({ items: [], more: false });
    await goTo({ to: 'announcement', channel, seq: 4 });
    await vi.waitFor(() => expect(useNavigation().section).toBe('channels'));
    await goTo({ to: 'announced', account: B, channel, seq: 4 });
    const wish = { to: 'announcement', channel, seq: 4 };
    await vi.waitFor(() => expect(bridge.inputsOf('place.show')).toEqual([wish]));
  });

  it('that nobody here has is said to be unknown, once', async () => {
    await started(2);
    for (const account of [null, A]) {
      bridge.handlers['place.account'] = () => ({ account });
      await goTo({ to: 'message', conversation, seq: null });
    }
    await vi.waitFor(() => expect(useToasts().toasts.length).toBeGreaterThan(0));
    expect(bridge.inputsOf('account.switch')).toEqual([]);
  });

  it('in a message is gone to as if another program had opened it', async () => {
    const link = { to: 'join', link: 'yidu://join/relay.example:7480?v=1' } as const;
    await usePlaces().follow(link);
    expect(bridge.inputsOf('place.show')).toEqual([link]);
  });
});
