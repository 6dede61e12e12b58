// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { expect, it } from 'vitest';
import { nextTick } from 'vue';
import ConversationWindow from '../../../../src/renderer/src/features/workspace/ConversationWindow.vue';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import { useStorage } from '../../../../src/renderer/src/stores/storage.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { conversationId } from '../support/fake-world.ts';

it('says in a window of one conversation, too, that the disk takes nothing', async () => {
  installBridge(new FakeBridge());
  const pinia = createPinia();
  setActivePinia(pinia);
  const view = mount(ConversationWindow, {
    props: { conversation: conversationId(1) },
    global: { plugins: [pinia, createTexts('en')], stubs: { ConversationPane: true, ConnectionBar: true } },
  });
  expect(view.find('[data-testid=storage-bar]').exists()).toBe(false);
  useStorage().apply({ trouble: 'disk_full', recovery: null });
  await nextTick();
  expect(view.get('[data-testid=storage-bar]').text()).toContain('disk');
  view.unmount();
});
