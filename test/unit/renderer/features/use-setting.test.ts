// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, it } from 'vitest';
import { useSetting } from '../../../../src/renderer/src/features/settings/use-setting.ts';
import { useToasts } from '../../../../src/renderer/src/stores/toasts.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { DEFAULT_SETTINGS } from '../../../../src/shared/ipc/views.ts';
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

it('a setting that cannot be stored stays as it was, and that is told', async () => {
  bridge.handlers['settings.set'] = () => Promise.reject(new AppError('disk_full'));
  const density = useSetting('density');
  density.value = 'compact';
  await flushPromises();
  expect(density.value).toBe('comfortable');
  expect(useToasts().toasts).toMatchObject([{ code: 'disk_full' }]);
});
