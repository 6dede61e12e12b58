// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { h } from 'vue';
import NetworkPage from '../../../../src/renderer/src/features/settings/NetworkPage.vue';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import type { ProxyView } from '../../../../src/shared/ipc/views.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';

let bridge: FakeBridge;
let page: VueWrapper;

beforeEach(() => {
  bridge = new FakeBridge();
  installBridge(bridge);
});
afterEach(() => page.unmount());

it('shows what holds once it is known, and nothing to choose before', async () => {
  const told = Promise.withResolvers<ProxyView>();
  bridge.handlers['network.proxy'] = () => told.promise;
  const pinia = createPinia();
  setActivePinia(pinia);
  page = mount(() => h(NetworkPage), {
    global: { plugins: [pinia, createTexts('en')] },
    attachTo: document.body,
  });
  await flushPromises();
  expect(page.find('form').exists()).toBe(false);
  const proxy = { kind: 'http', host: 'proxy.example', port: 3_128 } as const;
  told.resolve({ settings: { mode: 'manual', proxy }, hasPassword: false });
  await flushPromises();
  expect(
    page.get<HTMLInputElement>('[data-testid=proxy-host] input, input[data-testid=proxy-host]').element.value,
  ).toBe('proxy.example');
});
