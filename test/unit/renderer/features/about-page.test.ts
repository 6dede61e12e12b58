// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { expect, it } from 'vitest';
import AboutPage from '../../../../src/renderer/src/features/settings/AboutPage.vue';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import { useAccount } from '../../../../src/renderer/src/stores/account.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';

const ELECTRON = { electron: '39.2.0', chromium: '142.0.7444.60', node: '24.11.0' };

it.each([
  ['electron', ELECTRON, 'Electron 39.2.0 · Chromium 142.0.7444.60 · Node.js 24.11.0 · Protocol 1'],
  ['web', { node: '24.11.0' }, 'Node.js 24.11.0 · Protocol 1'],
] as const)('says what it runs on, and nothing that is not there: %s', async (host, runtime, words) => {
  const bridge = new FakeBridge();
  installBridge(bridge);
  bridge.handlers['account.get'] = () => ({ kind: 'none' });
  bridge.handlers['app.info'] = () => ({
    version: '1.2.3',
    host,
    platform: 'linux',
    systemLanguage: 'en-US',
    runtime,
  });
  const pinia = createPinia();
  setActivePinia(pinia);
  await useAccount().load();
  const page = mount(AboutPage, {
    global: { plugins: [pinia, createTexts('en')], stubs: { UpdateNotice: true } },
  });
  expect(page.text()).toContain('Version 1.2.3');
  expect(page.get('[data-testid=runtime]').text()).toBe(words);
  page.unmount();
});
