// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { expect, it } from 'vitest';
import TextLink from '../../../../src/renderer/src/features/chat/TextLink.vue';
import { linkTarget } from '../../../../src/renderer/src/features/chat/link-target.ts';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';

it('follows the button in the middle as it does the first one, and leaves the right one to its menu', async () => {
  const bridge = new FakeBridge();
  installBridge(bridge);
  bridge.handlers['place.show'] = () => ({});
  const pinia = createPinia();
  setActivePinia(pinia);
  const href = 'yidu://open/01890000-0002-7000-8000-000000000001/5';
  const target = linkTarget(href);
  if (!target) throw new Error('no link');
  const link = mount(TextLink, {
    props: { target, words: href, named: false },
    global: { plugins: [pinia, createTexts('en')] },
  });
  const follows = async (event: string, button: number): Promise<number> => {
    bridge.calls.length = 0;
    await link.get('[data-testid=link]').trigger(event, { button });
    await flushPromises();
    return bridge.inputsOf('place.show').length;
  };
  expect(await follows('auxclick', 2)).toBe(0);
  expect(await follows('auxclick', 1)).toBe(1);
  expect(await follows('click', 0)).toBe(1);

  // One that says another place asks first; not who wants its menu.
  const doubtful = linkTarget('https://example.org/');
  if (!doubtful) throw new Error('no link');
  await link.setProps({ target: doubtful, words: 'example.com', named: true });
  await link.get('[data-testid=link]').trigger('auxclick', { button: 2 });
  expect(document.querySelector('[role=dialog]')).toBeNull();
  link.unmount();
});
