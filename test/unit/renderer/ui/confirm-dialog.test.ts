// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { TooltipProvider } from 'reka-ui';
import { describe, expect, it } from 'vitest';
import { h } from 'vue';
import { createTexts } from '../../../../src/renderer/src/i18n/create-i18n.ts';
import ConfirmDialog from '../../../../src/renderer/src/ui/ConfirmDialog.vue';
import { openModals } from '../../../../src/renderer/src/ui/open-modals.ts';

describe('a confirmation', () => {
  it('X1: covers the page while it is open, and begins at the harmless answer', async () => {
    const page = mount(
      () => h(TooltipProvider, () => h(ConfirmDialog, { title: 'Recall?', text: 'Gone.', action: 'Recall' })),
      { global: { plugins: [createTexts('en')] }, attachTo: document.body },
    );
    await flushPromises();
    expect(openModals.value).toBe(1);
    expect(document.activeElement?.textContent).toBe('Cancel');
    page.unmount();
    expect(openModals.value).toBe(0);
  });
});
