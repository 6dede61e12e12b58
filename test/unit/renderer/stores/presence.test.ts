// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { useDismissedAnnouncements } from '../../../../src/renderer/src/stores/dismissed-announcements.ts';
import { usePresence } from '../../../../src/renderer/src/stores/presence.ts';
import { useRelayRules } from '../../../../src/renderer/src/stores/relay-rules.ts';
import { useTyping } from '../../../../src/renderer/src/stores/typing.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { conversationId, userId } from '../support/fake-world.ts';

let bridge: FakeBridge;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_760_000_000_000 });
  localStorage.clear();
  bridge = new FakeBridge();
  installBridge(bridge);
  setActivePinia(createPinia());
  for (const name of ['presence.watch', 'conversation.look', 'typing.send'] as const) {
    bridge.handlers[name] = () => ({});
  }
});
afterEach(() => {
  vi.useRealTimers();
});

describe('presence', () => {
  it('[PRS-1] asks for all whom the page shows, once for several views, and for none that is gone', async () => {
    const presence = usePresence();
    const scope = effectScope();
    const shown = ref([userId(3), userId(2)]);
    scope.run(() => {
      presence.show(() => shown.value);
      presence.show(() => [userId(2), userId(4)]);
    });
    await vi.advanceTimersByTimeAsync(200);
    expect(bridge.inputsOf('presence.watch')).toEqual([{ users: [userId(2), userId(3), userId(4)] }]);
    shown.value = [userId(3)];
    await nextTick();
    await vi.advanceTimersByTimeAsync(200);
    // The same people: nothing to ask.
    expect(bridge.inputsOf('presence.watch')).toHaveLength(1);
    scope.stop();
    await vi.advanceTimersByTimeAsync(200);
    expect(bridge.inputsOf('presence.watch').at(-1)).toEqual({ users: [] });
  });

  it('asks for 200 at most', async () => {
    effectScope().run(() => usePresence().show(() => Array.from({ length: 500 }, (_, n) => userId(n + 1))));
    await vi.advanceTimersByTimeAsync(200);
    const [asked] = bridge.inputsOf('presence.watch') as { users: unknown[] }[];
    expect(asked?.users).toHaveLength(200);
  });

  it('asks for what was shown last, also beside a longer list than it may ask for', async () => {
    const presence = usePresence();
    const many = Array.from({ length: 500 }, (_, n) => userId(n + 1));
    effectScope().run(() => presence.show(() => many));
    effectScope().run(() => presence.show(() => [userId(900)]));
    await vi.advanceTimersByTimeAsync(200);
    const asked = bridge.inputsOf('presence.watch').at(-1) as { users: unknown[] };
    expect(asked.users).toHaveLength(200);
    expect(asked.users).toContain(userId(900));
  });
});

describe('[PRS-3] typing', () => {
  it('rests 6 s after the last word of it, and counts only where one looks', async () => {
    const typing = useTyping();
    await typing.look(conversationId(1));
    typing.apply({ conversation: conversationId(2), user: userId(2) });
    expect(typing.typing).toEqual([]);
    typing.apply({ conversation: conversationId(1), user: userId(2) });
    await vi.advanceTimersByTimeAsync(5_000);
    typing.apply({ conversation: conversationId(1), user: userId(2) });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(typing.typing).toEqual([userId(2)]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(typing.typing).toEqual([]);
  });

  it('is told at most every 3 s', async () => {
    const typing = useTyping();
    await typing.look(conversationId(1));
    for (let key = 0; key < 50; key++) {
      typing.tell(conversationId(1));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(bridge.inputsOf('typing.send')).toHaveLength(2);
  });

  it('of another conversation is forgotten', async () => {
    const typing = useTyping();
    await typing.look(conversationId(1));
    typing.apply({ conversation: conversationId(1), user: userId(2) });
    await typing.look(null);
    expect(typing.typing).toEqual([]);
    expect(bridge.inputsOf('conversation.look').at(-1)).toEqual({ conversation: null });
  });
});

describe('the relay’s rules', () => {
  it('[MSG-2] say since when messages may be changed, on the relay’s clock', () => {
    const relay = useRelayRules();
    expect(relay.changeableSince()).toBe(0);
    const rules = {
      registration: 'closed',
      receiptPolicy: 'forced',
      maxFileBytes: 1_000_000_000,
      packets: true,
      profiles: true,
      clockAheadMs: 5_000,
    } as const;
    relay.apply({ ...rules, changeWindowMs: 60_000 });
    expect(relay.changeableSince()).toBe(1_760_000_000_000 + 5_000 - 60_000);
    expect([relay.invitesAllowed, relay.groupsDecideReceipts]).toEqual([false, false]);
    relay.apply({ ...rules, changeWindowMs: 0 });
    expect(relay.changeableSince()).toBe(Infinity);
  });
});

describe('an announcement that was put away', () => {
  it('stays away over a restart, until it says something else', () => {
    useDismissedAnnouncements().dismiss(conversationId(1), 'Friday');
    setActivePinia(createPinia());
    const kept = useDismissedAnnouncements();
    expect(kept.isDismissed(conversationId(1), 'Friday')).toBe(true);
    expect(kept.isDismissed(conversationId(1), 'Monday')).toBe(false);
    expect(kept.isDismissed(conversationId(2), 'Friday')).toBe(false);
  });

  it.each(['{', '[[1]]', '"x"'])('is shown again when what was kept cannot be read: %s', (text) => {
    localStorage.setItem('yidu.dismissed-announcements', text);
    expect(useDismissedAnnouncements().isDismissed(conversationId(1), 'Friday')).toBe(false);
  });
});
