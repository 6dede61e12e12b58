// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import ManagedList from '../../../../src/renderer/src/features/channels/ManagedList.vue';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import { useSession } from '../../../../src/renderer/src/stores/session.ts';
import type { ChannelId } from '../../../../src/shared/model/ids.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { conversationId, userId } from '../support/fake-world.ts';

// The brand is given here as a schema would: the text is a UUIDv7.
const NEWS = conversationId(70) as string as ChannelId;
const ROW = { id: NEWS, title: 'News', owner: userId(2), publishers: [], unread: 0, last: null };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('is looked at again while somebody looks, and never once it is closed, also when it is closed while it is asked for', async () => {
  const pinia = createPinia();
  setActivePinia(pinia);
  const bridge = new FakeBridge();
  installBridge(bridge);
  let answer = (): void => undefined;
  bridge.handlers['channel.manage'] = () =>
    new Promise((resolve) => {
      answer = () => resolve({ announcements: [], more: false });
    });
  useSession().apply({ kind: 'online' });
  const list = mount(ManagedList, { props: { row: ROW }, global: { plugins: [pinia, createTexts('en')] } });
  const asked = (): number => bridge.inputsOf('channel.manage').length;
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  };
  await settle();
  answer();
  await settle();
  vi.advanceTimersByTime(5_000);
  await settle();
  expect(asked()).toBe(2);

  list.unmount();
  answer();
  await settle();
  vi.advanceTimersByTime(60_000);
  await settle();
  expect(asked()).toBe(2);
});
