// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { h } from 'vue';
import DesktopPage from '../../../../src/renderer/src/features/settings/DesktopPage.vue';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import { useDesktop } from '../../../../src/renderer/src/stores/desktop.ts';
import { DEFAULT_SETTINGS, type DesktopState } from '../../../../src/shared/ipc/views.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';

const NOTHING: DesktopState = {
  notifications: false,
  tray: false,
  launchAtLogin: null,
  shortcut: null,
  spelling: [],
};
const ROWS = ['close-to-tray', 'launch-at-login', 'shortcut', 'spelling'];
let bridge: FakeBridge;
let page: VueWrapper;

async function open(desktop: Partial<DesktopState>): Promise<void> {
  const pinia = createPinia();
  setActivePinia(pinia);
  bridge.handlers['desktop.get'] = () => ({ ...NOTHING, ...desktop });
  await useDesktop().load();
  page = mount(() => h(DesktopPage), {
    global: { plugins: [pinia, createTexts('en')] },
    attachTo: document.body,
  });
}
const shown = (): string[] => ROWS.filter((row) => page.find(`[data-testid=${row}]`).exists());

beforeEach(() => {
  bridge = new FakeBridge();
  installBridge(bridge);
  bridge.handlers['desktop.launchAtLogin'] = ({ on }) => ({ ...NOTHING, launchAtLogin: on });
  bridge.handlers['settings.set'] = ({ shortcut = null }) => ({ ...DEFAULT_SETTINGS, shortcut });
});
afterEach(() => page.unmount());

describe('the settings of this computer', () => {
  it('show what the desktop has, and nothing else', async () => {
    await open({});
    expect(shown()).toEqual([]);
    page.unmount();
    await open({ tray: true, launchAtLogin: false, shortcut: 'none', spelling: ['de'] });
    expect(shown()).toEqual(ROWS);
    page.unmount();
    await open({ launchAtLogin: true });
    expect(shown()).toEqual(['launch-at-login']);
  });

  it('tell the desktop to start Yidu with the session', async () => {
    await open({ launchAtLogin: false });
    await page.get('[data-testid=launch-at-login]').trigger('click');
    await flushPromises();
    expect(bridge.inputsOf('desktop.launchAtLogin')).toEqual([{ on: true }]);
    expect(page.get('[data-testid=launch-at-login]').attributes('aria-checked')).toBe('true');
  });

  it('take the keys that are pressed, and say when they are another program’s', async () => {
    await open({ shortcut: 'taken' });
    const button = page.get('[data-testid=shortcut]');
    await button.trigger('click');
    await button.trigger('keydown', { key: 'y', code: 'KeyY', ctrlKey: true, shiftKey: true });
    await flushPromises();
    expect(bridge.inputsOf('settings.set')).toEqual([{ shortcut: 'Control+Shift+Y' }]);
    expect(button.text()).toBe('Ctrl+Shift+Y');
    expect(page.get('[role=alert]').text()).toBe('Another program has these keys. Choose others.');
  });
});
