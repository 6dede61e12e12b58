// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, type Pinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { h } from 'vue';
import ContactList from '../../../../src/renderer/src/features/contacts/ContactList.vue';
import PeoplePicker from '../../../../src/renderer/src/features/conversations/PeoplePicker.vue';
import HostedPeople from '../../../../src/renderer/src/features/settings/HostedPeople.vue';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import { usePresence } from '../../../../src/renderer/src/stores/presence.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { person, userId } from '../support/fake-world.ts';

let bridge: FakeBridge;
let pinia: Pinia;
let view: VueWrapper;

function there(count: number): void {
  const people = Array.from({ length: count }, (_, n) => person(n + 2));
  bridge.handlers['people.search'] = ({ limit = 50 }) => ({
    people: people.slice(0, limit),
    more: people.length > limit,
  });
}

async function show(render: () => ReturnType<typeof h>): Promise<void> {
  view = mount(render, { global: { plugins: [pinia, createTexts('en')] } });
  await flushPromises();
}

beforeEach(() => {
  pinia = createPinia();
  setActivePinia(pinia);
  bridge = new FakeBridge();
  installBridge(bridge);
  bridge.handlers['presence.watch'] = () => ({});
});
afterEach(() => view.unmount());

describe('more people than are listed', () => {
  it('are not kept secret by the contacts, which have 500', async () => {
    there(120);
    await show(() => h(ContactList));
    expect(view.findAll('[data-testid=contact]')).toHaveLength(120);
    expect(view.find('[data-testid=contacts-more]').exists()).toBe(false);
    view.unmount();
    there(640);
    await show(() => h(ContactList));
    expect(view.findAll('[data-testid=contact]')).toHaveLength(500);
    expect(view.get('[data-testid=contacts-more]').text()).toContain('first 500 people');
  });

  it('are found by typing where somebody is chosen', async () => {
    there(50);
    await show(() => h(PeoplePicker, { modelValue: [] }));
    expect(view.find('[data-testid=people-more]').exists()).toBe(false);
    view.unmount();
    there(51);
    await show(() => h(PeoplePicker, { modelValue: [] }));
    expect(view.get('[data-testid=people-more]').text()).toContain('Type more of a name');
  });

  it('are not counted as away by who hosts: it says of how many it knows', async () => {
    there(150);
    usePresence().apply([userId(2), userId(140)]);
    await show(() => h(HostedPeople));
    expect(view.get('[role=status]').text()).toBe('2 people are here now');
    expect(view.find('[data-testid=hosted-people-more]').exists()).toBe(false);
    view.unmount();
    there(300);
    await show(() => h(HostedPeople));
    expect(view.get('[data-testid=hosted-people-more]').text()).toContain('first 200 people');
  });
});
