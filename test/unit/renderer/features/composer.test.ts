// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { TooltipProvider } from 'reka-ui';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { h } from 'vue';
import MessageComposer from '../../../../src/renderer/src/features/chat/MessageComposer.vue';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import { useTimeline } from '../../../../src/renderer/src/stores/timeline.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import type { ConversationRow } from '../../../../src/shared/ipc/views.ts';
import { FakeBridge, installBridge } from '../support/fake-bridge.ts';
import { clientId, conversationRow } from '../support/fake-world.ts';

let bridge: FakeBridge;
let page: VueWrapper;

async function open(row: ConversationRow): Promise<void> {
  const pinia = createPinia();
  setActivePinia(pinia);
  await useTimeline().open(row);
  page = mount(() => h(TooltipProvider, () => h(MessageComposer, { row })), {
    global: { plugins: [pinia, createTexts('en')] },
    attachTo: document.body,
  });
}
const field = () => page.get<HTMLTextAreaElement>('[data-testid=composer]');

beforeEach(() => {
  vi.useFakeTimers();
  bridge = new FakeBridge();
  installBridge(bridge);
  bridge.handlers['timeline.page'] = () => ({ items: [], atStart: true, atEnd: true, incomplete: false });
  bridge.handlers['message.send'] = () => ({ clientId: clientId(1) });
  bridge.handlers['draft.save'] = () => ({});
});
afterEach(() => {
  page.unmount();
  vi.useRealTimers();
});

describe('composer', () => {
  it('sends on Enter and empties itself and the draft', async () => {
    await open(conversationRow(1));
    await field().setValue('  hello ');
    await field().trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(bridge.inputsOf('message.send')).toMatchObject([{ content: { type: 'text', text: 'hello' } }]);
    expect(field().element.value).toBe('');
    vi.advanceTimersByTime(5_000);
    expect(bridge.inputsOf('draft.save').filter((input) => JSON.stringify(input).includes('hello'))).toEqual(
      [],
    );
  });

  it('X6: Enter that ends a composition sends nothing', async () => {
    await open(conversationRow(1));
    await field().setValue('你好');
    await field().trigger('keydown', { key: 'Enter', isComposing: true });
    await field().trigger('keydown', { key: 'Enter', keyCode: 229 });
    await flushPromises();
    expect(bridge.inputsOf('message.send')).toEqual([]);
    expect(field().element.value).toBe('你好');
  });

  it('X7: saves the draft after a pause, and at once when the conversation is left', async () => {
    await open(conversationRow(1, { draft: 'so far' }));
    expect(field().element.value).toBe('so far');
    await field().setValue('so far so');
    expect(bridge.inputsOf('draft.save')).toEqual([]);
    vi.advanceTimersByTime(400);
    await field().setValue('so far so good');
    page.unmount();
    await flushPromises();
    expect(bridge.inputsOf('draft.save')).toMatchObject([{ text: 'so far so' }, { text: 'so far so good' }]);
  });

  it('X7: gives the text back when the message could not be stored', async () => {
    bridge.handlers['message.send'] = () => {
      throw new AppError('disk_full');
    };
    await open(conversationRow(1));
    await field().setValue('precious');
    await field().trigger('keydown', { key: 'Enter' });
    await field().setValue('next');
    await flushPromises();
    expect(field().element.value).toBe('precious\nnext');
  });

  it('sends neither blank nor too long texts', async () => {
    await open(conversationRow(1));
    await field().setValue(' \n ');
    await field().trigger('keydown', { key: 'Enter' });
    await field().setValue('x'.repeat(16_385));
    await field().trigger('keydown', { key: 'Enter' });
    await flushPromises();
    expect(bridge.inputsOf('message.send')).toEqual([]);
    expect(page.get('[role=alert]').text()).toContain('1');
  });

  it('gives way to an explanation when I am no longer a member', async () => {
    await open(conversationRow(1, { role: null }));
    expect(page.find('[data-testid=composer]').exists()).toBe(false);
    expect(page.get('[data-testid=composer-gone]').text()).not.toBe('');
  });
});
