// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, it } from 'vitest';
import UpdateNotice from '../../../../src/renderer/src/features/settings/UpdateNotice.vue';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import { useUpdates } from '../../../../src/renderer/src/stores/updates.ts';
import type { UpdateState } from '../../../../src/shared/ipc/views.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';

let bridge: FakeBridge;
beforeEach(() => {
  bridge = new FakeBridge();
  installBridge(bridge);
});

async function shown(state: UpdateState) {
  bridge.handlers['updates.get'] = () => state;
  const pinia = createPinia();
  setActivePinia(pinia);
  const notice = mount(UpdateNotice, { global: { plugins: [pinia, createTexts('en')] } });
  await flushPromises();
  return notice;
}

it('offers the restart that installs what is ready, and nothing else', async () => {
  bridge.handlers['updates.restart'] = () => ({});
  const notice = await shown({ kind: 'ready', version: '2.0.0' });
  expect(notice.get('[role=status]').text()).toContain('Version 2.0.0 is ready');
  await notice.get('button').trigger('click');
  expect(bridge.calls.at(-1)?.name).toBe('updates.restart');
});

it('looks when it is asked to, and follows what the main process tells', async () => {
  bridge.handlers['updates.check'] = () => ({ kind: 'downloading', version: '2.0.0', percent: 7 });
  const notice = await shown({ kind: 'none', checkedAt: null });
  await notice.get('button').trigger('click');
  await flushPromises();
  expect(notice.text()).toContain('being downloaded: 7 %');
  expect(notice.find('button').exists()).toBe(false);
  useUpdates().apply({ kind: 'failed', error: 'update_refused' });
  await flushPromises();
  expect(notice.text()).toContain('have not signed');
});

it.each(['checkout', 'managed', 'no-key'] as const)('says why there are none: %s', async (why) => {
  const notice = await shown({ kind: 'off', why });
  expect(notice.get('[role=status]').text().length).toBeGreaterThan(20);
  expect(notice.find('button').exists()).toBe(false);
});
