// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { expect, it } from 'vitest';
import PrivacyPage from '../../../../src/renderer/src/features/settings/PrivacyPage.vue';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import { useSession } from '../../../../src/renderer/src/stores/session.ts';
import { useToasts } from '../../../../src/renderer/src/stores/toasts.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';

it('says that it does not know yet whether reading is told, and asks when the relay is back', async () => {
  const bridge = new FakeBridge();
  installBridge(bridge);
  bridge.handlers['receipt.setDirect'] = ({ direct = true }) => ({ direct });
  const pinia = createPinia();
  setActivePinia(pinia);
  const session = useSession();
  session.apply({ kind: 'connecting', attempt: 1 });
  const page = mount(PrivacyPage, {
    global: { plugins: [pinia, createTexts('en')], stubs: { PasscodeSection: true } },
  });
  await flushPromises();
  expect(page.find('[role=switch]').exists()).toBe(false);
  expect(page.get('[data-testid=direct-receipts-unknown]').text()).toContain('once you are connected');
  expect(useToasts().toasts).toEqual([]);

  session.apply({ kind: 'online' });
  await flushPromises();
  expect(page.get('[role=switch]').attributes('aria-checked')).toBe('true');
  await page.get('[role=switch]').trigger('click');
  await flushPromises();
  expect(page.get('[role=switch]').attributes('aria-checked')).toBe('false');
  session.apply({ kind: 'online' });
  expect(bridge.inputsOf('receipt.setDirect')).toEqual([{}, { direct: false }]);
  page.unmount();
});
