// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { expect, it } from 'vitest';
import ConversationRowView from '../../../../src/renderer/src/features/conversations/ConversationRowView.vue';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { conversationRow, userId } from '../support/fake-world.ts';

it.each([
  [{ kind: 'sending' }, 'Sending'],
  [{ kind: 'failed', error: 'forbidden' }, 'Not sent'],
  [{ kind: 'sent' }, 'Sent'],
] as const)('says in words what became of my newest message: %o', (state, words) => {
  installBridge(new FakeBridge());
  const pinia = createPinia();
  setActivePinia(pinia);
  const last = { sender: userId(1), mine: true, text: 'hello', at: 0, state };
  const view = mount(ConversationRowView, {
    props: { row: conversationRow(1, { last }), marks: [], now: 0, selected: false, active: false },
    global: { plugins: [pinia, createTexts('en')] },
  });
  expect(view.get('[role=option]').text()).toContain(words);
  view.unmount();
});
