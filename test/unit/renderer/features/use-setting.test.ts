// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, it, vi } from 'vitest';
import { useSetting } from '../../../../src/renderer/src/features/settings/use-setting.ts';
import { useSettings } from '../../../../src/renderer/src/stores/settings.ts';
import { useToasts } from '../../../../src/renderer/src/stores/toasts.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../../src/shared/ipc/views.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';

let bridge: FakeBridge;
beforeEach(() => {
  bridge = new FakeBridge();
  installBridge(bridge);
  setActivePinia(createPinia());
});

it('a setting is what the main process has stored of the choice, and no other setting is sent along', async () => {
  bridge.handlers['settings.set'] = () => ({ ...DEFAULT_SETTINGS, notificationContent: 'none' });
  const content = useSetting('notificationContent');
  content.value = 'none';
  await flushPromises();
  expect(content.value).toBe('none');
  expect(bridge.calls).toEqual([{ name: 'settings.set', input: { notificationContent: 'none' } }]);
});

it('a choice counts at once, while the disk still takes it and the one before is told', async () => {
  const asked: ((stored: Settings) => void)[] = [];
  bridge.handlers['settings.set'] = () => new Promise((resolve) => void asked.push(resolve));
  const sendKey = useSetting('sendKey');
  const theme = useSetting('theme');
  theme.value = 'dark';
  sendKey.value = 'ctrl-enter';
  const chosen = () => [theme.value, sendKey.value];
  expect(chosen()).toEqual(['dark', 'ctrl-enter']);
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  asked[0]?.({ ...DEFAULT_SETTINGS, theme: 'dark' });
  await flushPromises();
  expect(chosen()).toEqual(['dark', 'ctrl-enter']);
  asked[1]?.({ ...DEFAULT_SETTINGS, theme: 'dark', sendKey: 'ctrl-enter' });
  await flushPromises();
  expect(chosen()).toEqual(['dark', 'ctrl-enter']);
  // Nothing is laid over what another place changes afterwards.
  useSettings().apply(DEFAULT_SETTINGS);
  expect(chosen()).toEqual([DEFAULT_SETTINGS.theme, 'enter']);
});

it('a setting that cannot be stored stays as it was, and that is told', async () => {
  bridge.handlers['settings.set'] = () => Promise.reject(new AppError('disk_full'));
  const density = useSetting('density');
  density.value = 'compact';
  await flushPromises();
  expect(density.value).toBe('comfortable');
  expect(useToasts().toasts).toMatchObject([{ code: 'disk_full' }]);
});
