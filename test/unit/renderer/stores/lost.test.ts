// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { useLost } from '../../../../src/renderer/src/stores/lost.ts';
import type { LostMessage } from '../../../../src/shared/ipc/lost-views.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { conversationId, userId } from '../support/fake-world.ts';

let bridge: FakeBridge;

function message(num: number): LostMessage {
  return {
    num,
    conversation: conversationId(1),
    sender: userId(2),
    at: num,
    content: { type: 'text', text: `text ${num}` },
  };
}

beforeEach(() => {
  setActivePinia(createPinia());
  bridge = new FakeBridge();
  installBridge(bridge);
});

describe('what a relay has lost', () => {
  it('is said once, and again when it has become more', async () => {
    bridge.handlers['lost.get'] = () => ({ kept: 2, unsent: 1 });
    const lost = useLost();
    expect(lost.isNews).toBe(false);
    await lost.load();
    expect(lost.isNews).toBe(true);
    lost.later();
    expect(lost.isNews).toBe(false);
    lost.apply({ kept: 2, unsent: 0 });
    expect(lost.isNews).toBe(false);
    lost.apply({ kept: 3, unsent: 0 });
    expect(lost.isNews).toBe(true);
  });

  it('is read in pages, and deleted as a whole', async () => {
    const asked: unknown[] = [];
    bridge.handlers['people.get'] = () => ({ people: [] });
    bridge.handlers['lost.delete'] = () => ({});
    bridge.handlers['lost.list'] = ({ before }) => {
      asked.push(before);
      return before ? { messages: [message(1)], more: false } : { messages: [message(2)], more: true };
    };
    const lost = useLost();
    await lost.read('start');
    expect(lost.more).toBe(true);
    await lost.read('end');
    expect(lost.messages.map(({ num }) => num)).toEqual([2, 1]);
    expect(asked).toEqual([undefined, { at: 2, num: 2 }]);
    await lost.remove();
    expect(lost.messages).toEqual([]);
  });
});
